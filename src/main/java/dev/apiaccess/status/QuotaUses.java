// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.QuotaUse;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much of AWS's quotas an account uses, by its last listings. Sources: GetAccountSummary; API Gateway quotas. */
public final class QuotaUses {

    /** A new account's; AWS raises it on request and has no call that returns it. */
    static final int USAGE_PLANS = 300;

    /** For every account. */
    static final int API_KEYS = 10_000;

    private static final double NEARLY = 0.8;

    private QuotaUses() {}

    /** What has been listed of an account in some regions. */
    public static List<QuotaUse> of(World world, String accountId, List<String> regions) {
        var uses = new ArrayList<QuotaUse>();
        world.iam(accountId)
                .map(slice -> slice.quotas())
                .ifPresent(quotas ->
                        uses.add(new QuotaUse("managed policies", null, quotas.policies(), quotas.policiesQuota())));
        for (var region : regions) {
            world.gateway(accountId, region).ifPresent(slice -> {
                uses.add(new QuotaUse("usage plans", region, slice.planCount(), USAGE_PLANS));
                uses.add(new QuotaUse("API keys", region, slice.keyCount(), API_KEYS));
            });
        }
        return List.copyOf(uses);
    }

    /** The largest share of a quota, 1 is full. */
    public static double share(QuotaUse use) {
        return (double) Objects.requireNonNullElse(use.used(), 0) / Objects.requireNonNullElse(use.limit(), 1);
    }

    /** Quotas of which little is left now and more was left before, with what to do. */
    public static Optional<String> newlyScarce(List<QuotaUse> before, List<QuotaUse> now) {
        return warning(now.stream()
                .filter(use -> before.stream()
                        .noneMatch(one -> Objects.equals(one.quota(), use.quota())
                                && Objects.equals(one.region(), use.region())
                                && share(one) >= NEARLY))
                .toList());
    }

    /** Quotas of which little is left, with what to do. */
    public static Optional<String> warning(List<QuotaUse> uses) {
        var scarce = uses.stream()
                .filter(use -> share(use) >= NEARLY)
                .map(use -> use.used() + " of " + use.limit() + " " + use.quota()
                        + (use.region() == null ? "" : " in " + use.region()))
                .collect(Collectors.joining(", "));
        return scarce.isEmpty()
                ? Optional.empty()
                : Optional.of(scarce + " are used: ask AWS for more where it gives more, or remove what is not needed");
    }
}
