// SPDX-License-Identifier: Apache-2.0
/** The IAM policy language: ARNs, documents, canonical form, matching, evaluation. Knows nothing of Kubernetes or of the AWS SDK. */
@NullMarked
package dev.apiaccess.iam;

import org.jspecify.annotations.NullMarked;
