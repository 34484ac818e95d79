// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.snapshot.Snapshot;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The methods of an API that its protection is about to switch to signatures: until then no policy of a caller counts there. */
final class SwitchedMethods {

    private SwitchedMethods() {}

    /** Those whose switch is under way or waits for its time; none where a protection has not its way, or only verifies. */
    static Set<MethodKey> of(UnitKey.RestApiUnit unit, Snapshot snapshot) {
        return snapshot.protections()
                .holder(unit)
                .map(protection -> of(protection, unit, snapshot))
                .orElse(Set.of());
    }

    private static Set<MethodKey> of(ApiProtection protection, UnitKey.RestApiUnit unit, Snapshot snapshot) {
        if (!(snapshot.stance(protection) instanceof Stance.Enforced<ProtectionIntent>(var intent))
                || !intent.unit().equals(unit)) {
            return Set.of();
        }
        var signed = intent.declared().rules().stream()
                .filter(wish -> wish.authorization() == Authorization.AWS_IAM)
                .map(wish -> wish.rule().name())
                .collect(Collectors.toSet());
        var switched = new TreeSet<MethodKey>();
        snapshot.protections()
                .api(unit)
                .map(api -> DesiredProtection.judged(protection, intent, api, snapshot))
                .ifPresent(judged -> judged.standing().methods().forEach((method, one) -> {
                    if (signed.contains(one.rule()) && isOnItsWay(one.phase())) {
                        switched.add(method);
                    }
                }));
        return switched;
    }

    private static boolean isOnItsWay(Standing.Phase phase) {
        return switch (phase) {
            case CHANGING, WAITING -> true;
            case LEFT_ALONE, IN_FORCE, REFUSED, OPENED -> false;
        };
    }
}
