// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.Rate;
import dev.apiaccess.api.RateLimitRef;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.intent.Annotated;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answer in one line, for people and for the table of kubectl. */
public final class Summaries {

    private static final int LONGEST = 120;

    private Summaries() {}

    static String of(ApiAccessPolicy policy) {
        var rules = policy.getSpec().rules();
        if (rules.isEmpty()) {
            return "no rules";
        }
        var rule = rules.getFirst();
        var arrow = rule.effect() == RuleEffect.Deny ? " -x " : " -> ";
        var text = listed(rule.principals()) + arrow
                + rule.methods().stream().map(Enum::name).collect(Collectors.joining("|")) + " "
                + String.join(", ", rule.paths());
        return cut(rules.size() > 1 ? text + " (and " + (rules.size() - 1) + " more rules)" : text);
    }

    /** @param keys how many AWS has in the usage plan, null where that is not known */
    static String of(ApiRateLimit limit, @Nullable Integer keys, Optional<LimitEffect> effect) {
        var spec = limit.getSpec();
        var parts = new ArrayList<String>();
        var rate = spec.rate();
        if (rate != null) {
            parts.add(rate(rate));
            parts.add("burst " + spec.burst());
        }
        var quota = spec.quota();
        if (quota != null) {
            parts.add(quota.requests() + " a " + quota.period().name().toLowerCase(Locale.ROOT));
        }
        if (parts.isEmpty()) {
            parts.add("no limits");
        }
        if (keys != null) {
            parts.add(keys == 1 ? "1 key" : keys + " keys");
        }
        effect.map(LimitEffect::text).filter(text -> !text.isEmpty()).ifPresent(parts::add);
        return cut(String.join(", ", parts));
    }

    static String of(ApiKeyGrant grant, Optional<QuotaWarning> quota) {
        var used = quota.map(one -> ", " + one.text()).orElse("");
        var tiers = new LinkedHashMap<List<String>, String>();
        grant.getSpec().rateLimits().forEach(reference -> tiers.put(tier(grant, reference), reference.name()));
        return cut(
                        "Secret " + grant.getSpec().secret().name() + " in "
                                + tiers.values().stream().collect(Collectors.joining(", ")),
                        LONGEST - used.length())
                + used;
    }

    private static List<String> tier(ApiKeyGrant grant, RateLimitRef reference) {
        var own = grant.getMetadata().getNamespace();
        return List.of(Objects.requireNonNullElse(reference.namespace(), own), reference.name());
    }

    /** Echo of the annotation that asks for a reconcile. */
    static @Nullable String requestedAt(HasMetadata object) {
        return Annotated.value(object, Annotations.RECONCILE_REQUESTED_AT).orElse(null);
    }

    /** The annotation that asks for another key. */
    public static Optional<String> rotateRequestedAt(ApiKeyGrant grant) {
        return Annotated.value(grant, Annotations.ROTATE_REQUESTED_AT);
    }

    private static String rate(Rate rate) {
        return rate.requests() + "/"
                + switch (rate.per()) {
                    case SECOND, UNKNOWN -> "s";
                    case MINUTE -> "min";
                    case HOUR -> "h";
                };
    }

    private static String listed(List<String> texts) {
        return texts.size() > 2 ? texts.getFirst() + " and " + (texts.size() - 1) + " more" : String.join(", ", texts);
    }

    private static String cut(String text) {
        return cut(text, LONGEST);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }
}
