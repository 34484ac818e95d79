// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Verb;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Intents of namespace {@code shop} for stage {@code prod} of API {@code a1b2c3}. */
public final class Intents {

    private Intents() {}

    static OwnerRef owner(String name) {
        return new OwnerRef("ApiAccessPolicy", Samples.NAMESPACE, name);
    }

    /** Lets {@link Samples#WEB} call GET on some paths, in one rule. */
    static AccessIntent reads(String name, String... paths) {
        return of(name, grant("read", RuleEffect.Allow, List.of(Verb.GET), List.of(paths), null, Samples.WEB));
    }

    public static AccessIntent of(String name, AccessIntent.Grant... grants) {
        return new AccessIntent(
                owner(name),
                "prod",
                Samples.TENANT,
                FakeAws.ACCOUNT,
                "aws",
                FakeAws.REGION,
                new RestApi("a1b2c3", "orders"),
                List.of("prod"),
                false,
                List.of(grants),
                new TreeMap<>(),
                new TreeMap<>());
    }

    public static AccessIntent.Grant grant(
            String rule,
            RuleEffect effect,
            List<Verb> verbs,
            List<String> paths,
            @Nullable Conditions conditions,
            PrincipalRef... principals) {
        return new AccessIntent.Grant(rule, effect, new TreeSet<>(List.of(principals)), verbs, paths, conditions);
    }

    /** The claim of an object whose status says that exactly this was written. */
    static Contribution.Wants written(AccessIntent intent, boolean corrects) {
        return new Contribution.Wants(intent, corrects, digest(intent));
    }

    /** The claim of an object that was never written. */
    static Contribution.Wants fresh(AccessIntent intent) {
        return new Contribution.Wants(intent, true, null);
    }

    static String digest(AccessIntent intent) {
        return StatementRenderer.digest(StatementRenderer.render(intent, Samples.WEB));
    }

    static Observed.Policy nothing() {
        return new Observed.Policy(Optional.empty());
    }

    /** AWS holds a policy. */
    static Observed.Policy holds(ManagedPolicy policy) {
        return new Observed.Policy(
                Optional.of(new ExistingPolicy(Samples.policyArn(), "ANPA1", "v1", List.of(), policy)));
    }
}
