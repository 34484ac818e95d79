// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.KeyRotation;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.HumanDuration;
import dev.apiaccess.rotation.Rotation;
import dev.apiaccess.rotation.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads how a grant wants its keys replaced. */
public final class Rotations {

    private Rotations() {}

    public static Verdict<Rotation> of(ApiKeyGrant grant) {
        var spec = grant.getSpec().rotation();
        var seed = Objects.requireNonNullElse(grant.getMetadata().getUid(), "");
        if (spec == null) {
            return Verdict.wanted(Rotation.onRequest(Rotation.OVERLAP, seed));
        }
        var interval = Optional.ofNullable(spec.interval()).map(HumanDuration::parse);
        var overlap = overlap(spec, interval);
        if (interval.filter(time -> overlap.compareTo(time) >= 0).isPresent()) {
            return Verdict.rejected(
                    Reason.Invalid,
                    "rotation.overlap " + spec.overlap() + " is not shorter than rotation.interval " + spec.interval()
                            + ": a key would be replaced before the one that it replaced has ended");
        }
        return windows(spec).then(windows -> Verdict.wanted(new Rotation(interval, overlap, windows, seed)));
    }

    /** How long the old key works beside the new one; known also of a grant that is otherwise invalid. */
    public static Duration overlap(ApiKeyGrant grant) {
        var spec = grant.getSpec().rotation();
        return spec == null
                ? Rotation.OVERLAP
                : overlap(spec, Optional.ofNullable(spec.interval()).map(HumanDuration::parse));
    }

    private static Duration overlap(KeyRotation spec, Optional<Duration> interval) {
        if (spec.overlap() != null) {
            return spec.overlap().equals("0s") ? Duration.ZERO : HumanDuration.parse(spec.overlap());
        }
        return interval.map(time -> time.dividedBy(2))
                .filter(half -> half.compareTo(Rotation.OVERLAP) < 0)
                .orElse(Rotation.OVERLAP);
    }

    private static Verdict<List<Window>> windows(KeyRotation spec) {
        var windows = new ArrayList<Window>();
        for (var one : spec.windows()) {
            try {
                windows.add(Window.of(
                        one.cron(),
                        HumanDuration.parse(one.duration()),
                        Objects.requireNonNullElse(one.timeZone(), "UTC")));
            } catch (IllegalArgumentException wrong) {
                return Verdict.rejected(
                        Reason.Invalid, "rotation.windows[" + windows.size() + "]: " + wrong.getMessage());
            }
        }
        return Verdict.wanted(List.copyOf(windows));
    }
}
