// SPDX-License-Identifier: Apache-2.0
// The entry point of the image that stands in for k3s.
module dev.apiaccess/standin

go 1.26
