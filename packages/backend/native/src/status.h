// Owns a TF_Status and turns an error in it into a Failure that carries TensorFlow's own message.
#pragma once

#include <string>

#include "failure.h"
#include "tensorflow/c/tf_status.h"

namespace mma {

class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;

  operator TF_Status*() { return status_; }

  void check(const std::string& doing) const {
    if (TF_GetCode(status_) != TF_OK) throw Failure(doing + ": " + TF_Message(status_));
  }

 private:
  TF_Status* status_;
};

}  // namespace mma
