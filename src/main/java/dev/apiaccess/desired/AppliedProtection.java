// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.util.SortedMap;

/**
 * Digests of what a protection brought about, part by part: where AWS differs from a part whose digest is noted, others changed it; where the
 * digest is another one, it is work.
 *
 * @param policy of its statements
 * @param settings of its stages
 * @param served of what the stages serve
 */
public record AppliedProtection(String policy, String settings, String served) {

    private static final int LENGTH = 12;

    /** Nothing was brought about. */
    public static final AppliedProtection NONE = new AppliedProtection("", "", "");

    /**
     * What is wanted, as if it were brought about.
     *
     * @param followed methods whose time has come or is past, with what is declared of them: also where nothing is left to do
     */
    static AppliedProtection of(Wanted wanted, StageWish settings, SortedMap<MethodKey, String> followed) {
        return new AppliedProtection(
                Digest.of(LENGTH, "p" + wanted.statements()),
                Digest.of(LENGTH, "s" + settings + wanted.stages()),
                Digest.of(LENGTH, "d" + wanted.statements() + followed + wanted.stages()));
    }

    /** The form in status. */
    public String text() {
        return policy + "." + settings + "." + served;
    }

    static AppliedProtection parse(String text) {
        var first = text.indexOf('.');
        var last = text.lastIndexOf('.');
        return first < 0 || first == last
                ? NONE
                : new AppliedProtection(
                        text.substring(0, first), text.substring(first + 1, last), text.substring(last + 1));
    }
}
