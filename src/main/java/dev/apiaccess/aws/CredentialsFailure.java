// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * No credentials were available, so the call that needed them was never sent. A type of its own, because the SDK throws the same exceptions
 * for a failed AssumeRole and for a failed write.
 */
final class CredentialsFailure extends SdkClientException {

    private static final long serialVersionUID = 1L;

    private final transient SdkException reason;

    CredentialsFailure(SdkException reason) {
        super(SdkClientException.builder().message("no credentials").cause(reason));
        this.reason = reason;
    }

    SdkException reason() {
        return reason;
    }
}
