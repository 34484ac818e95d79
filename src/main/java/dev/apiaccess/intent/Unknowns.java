// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.Reason;

/** A field that this version does not know could narrow what is granted: nothing is done rather than too much granted. */
final class Unknowns {

    private Unknowns() {}

    static <S extends CommonSpec> Verdict<S> none(S spec) {
        var unknown = spec.unknownFields();
        return unknown.isEmpty()
                ? Verdict.wanted(spec)
                : Verdict.rejected(
                        Reason.Unsupported,
                        "this version does not know " + String.join(", ", unknown)
                                + ": upgrade the operator or remove it; what is in AWS stays as it is");
    }
}
