/** Whether it is an error that TensorFlow gave, not a fault of ours. */
export function isTensorFlowError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'MMA_BACKEND_TENSORFLOW';
}
