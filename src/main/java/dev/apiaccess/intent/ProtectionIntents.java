// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.ProtectionRule;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Redeploy;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.ApiStates;
import dev.apiaccess.protect.Declared;
import dev.apiaccess.protect.FenceStatements;
import dev.apiaccess.protect.StageWish;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks an ApiProtection, in the order of the methods of {@link #of}. */
public final class ProtectionIntents {

    private ProtectionIntents() {}

    /**
     * What a protection wants, or why it cannot have it.
     *
     * @param mark of its statements in a resource policy, {@code Sids.mark}
     * @param passed patterns of ARNs of roles that the operator may pass on to API Gateway
     */
    public static Verdict<ProtectionIntent> of(
            ApiProtection protection, String mark, List<String> passed, Surroundings around) {
        var status = protection.getStatus();
        var bound = status == null ? null : status.connection();
        return Unknowns.none(protection.getSpec())
                .then(DeclaredProtection::valid)
                .then(spec -> unless(DeclaredAuthorizers.roleProblem(spec, passed), Reason.NotPermitted, spec))
                .then(spec -> Bindings.of(spec, bound, around))
                .then(binding -> mayAsk(protection, binding)
                        .then(_ -> target(protection, binding))
                        .then(found -> topics(protection, found))
                        .then(found -> admitted(protection, binding, found)
                                .then(tenant -> unless(
                                        DeclaredAuthorizers.placeProblem(
                                                protection.getSpec(), found.region(), binding.accountId()),
                                        Reason.Invalid,
                                        tenant))
                                .then(tenant -> stages(protection, binding, found)
                                        .then(missing -> Verdict.wanted(
                                                intent(protection, mark, binding, tenant, found, missing))))));
    }

    private static <T> Verdict<T> unless(Optional<String> problem, Reason reason, T otherwise) {
        return problem.<Verdict<T>>map(why -> Verdict.rejected(reason, why)).orElseGet(() -> Verdict.wanted(otherwise));
    }

    public static OwnerRef owner(ApiProtection protection) {
        return new OwnerRef(
                "ApiProtection",
                protection.getMetadata().getNamespace(),
                protection.getMetadata().getName());
    }

    /** The API that status says was found, in an account; empty where it says none. */
    public static Optional<UnitKey.RestApiUnit> noted(ApiProtection protection, String accountId) {
        var status = protection.getStatus();
        var api = status == null ? null : status.restApi();
        var id = api == null ? null : api.id();
        var region = api == null ? null : api.region();
        return id == null || region == null
                ? Optional.empty()
                : Optional.of(new UnitKey.RestApiUnit(accountId, region, id));
    }

    /**
     * What a protection that goes declares of its API: nothing. It deploys only where its tenant admits that by now.
     *
     * @param mark of its statements in a resource policy, {@code Sids.mark}
     */
    public static Declared withoutAnything(
            ApiProtection protection, String mark, UnitKey.RestApiUnit unit, Surroundings around) {
        var spec = protection.getSpec();
        var place = ApiStates.place(unit.accountId(), unit.region(), unit.apiId());
        return new Declared(
                new FenceStatements.Place(
                        place.partition(),
                        place.region(),
                        place.account(),
                        place.apiId(),
                        new TreeSet<>(spec.api().stages())),
                List.of(),
                List.of(),
                StageWish.NONE,
                spec.redeploy() == Redeploy.Automatic && mayRedeploy(protection, unit, around),
                mark);
    }

    private static boolean mayRedeploy(ApiProtection protection, UnitKey.RestApiUnit unit, Surroundings around) {
        var status = protection.getStatus();
        return Bindings.of(protection.getSpec(), status == null ? null : status.connection(), around)
                        .then(binding -> Targets.find(protection.getSpec().api(), binding, unit.apiId())
                                .then(found -> unit.equals(new UnitKey.RestApiUnit(
                                                binding.accountId(),
                                                found.region(),
                                                found.api().id()))
                                        ? admit(
                                                protection,
                                                binding,
                                                EnumSet.of(Permission.Redeploy),
                                                List.of(new Admission.ApiStages(
                                                        found.api(),
                                                        protection
                                                                .getSpec()
                                                                .api()
                                                                .stages())))
                                        : Verdict.<Tenant>rejected(Reason.Invalid, "it is about another API by now")))
                instanceof Verdict.Wanted<Tenant>;
    }

    /** The deployment that may be served though it opens what others left in it: the one that status says waits for consent. */
    public static Optional<String> consented(ApiProtection protection) {
        var status = protection.getStatus();
        var pending = status == null ? null : status.pending();
        return Annotated.value(protection, Annotations.PUBLISH)
                .filter(id -> pending != null && id.equals(pending.deploymentId()));
    }

    /** The deployment to which somebody asks to go back, as long as the annotation is there. */
    public static Optional<String> rolledBack(ApiProtection protection) {
        return Annotated.value(protection, Annotations.ROLLBACK)
                .filter(_ -> Annotated.has(protection, Annotations.ROLLBACK))
                .map(String::strip)
                .filter(id -> !id.isEmpty());
    }

    /** Checked before any lookup, so that an account that does not admit the object reveals nothing. */
    private static Verdict<Tenant> mayAsk(ApiProtection protection, Binding binding) {
        return admit(protection, binding, words(protection), List.of());
    }

    private static Verdict<Tenant> admitted(ApiProtection protection, Binding binding, Targets.Found found) {
        return admit(
                protection,
                binding,
                words(protection),
                List.of(new Admission.ApiStages(
                        found.api(), protection.getSpec().api().stages())));
    }

    private static Verdict<Tenant> admit(
            ApiProtection protection, Binding binding, Set<Permission> may, List<Admission.ApiStages> stages) {
        var request = new Admission.Request(
                may,
                List.of(protection.getSpec().api()),
                stages,
                new TreeSet<>(),
                new TreeMap<>(),
                List.of(),
                null,
                false);
        return Admission.admit(
                binding,
                request,
                protection,
                tenant -> destinations(protection.getSpec())
                        .filter(arn -> !AdmittedArns.admits(tenant.arns(), arn))
                        .findFirst()
                        .map(arn -> "does not admit " + arn + " (arns)")
                        .or(() -> asked(protection.getSpec(), tenant)));
    }

    /** What a tenant needs: by what is declared, and by what is asked for once. */
    static Set<Permission> words(ApiProtection protection) {
        var spec = protection.getSpec();
        var words = EnumSet.noneOf(Permission.class);
        if (!spec.rules().isEmpty()
                || spec.throttle() != null
                || spec.webAcl() != null
                || !spec.authorizers().isEmpty()) {
            words.add(Permission.Protect);
        }
        if (!spec.fences().isEmpty()) {
            words.add(Permission.Fence);
        }
        if (spec.logging() != null || !spec.alarms().isEmpty()) {
            words.add(Permission.Observe);
        }
        var publishes = consented(protection).isPresent();
        if (spec.redeploy() == Redeploy.Automatic
                || publishes
                || rolledBack(protection).isPresent()) {
            words.add(Permission.Redeploy);
        }
        if (publishes || spec.rules().stream().map(ProtectionRule::reopen).anyMatch(Objects::nonNull)) {
            words.add(Permission.Open);
        }
        if (words.isEmpty() || Annotated.has(protection, Annotations.CONFIRM)) {
            // Also an object that declares nothing holds its API.
            words.add(Permission.Protect);
        }
        return words;
    }

    /** Where logs and messages go. */
    private static Stream<String> destinations(ApiProtectionSpec spec) {
        var logging = spec.logging();
        var access = logging == null ? null : logging.access();
        return Stream.concat(
                access == null ? Stream.empty() : Stream.of(AccessLogs.destination(access)),
                spec.alarms().stream().flatMap(alarm -> alarm.topics().stream()).sorted());
    }

    /** CloudWatch tells topics of its own region alone. */
    private static Verdict<Targets.Found> topics(ApiProtection protection, Targets.Found found) {
        return protection.getSpec().alarms().stream()
                .flatMap(alarm -> alarm.topics().stream()
                        .filter(topic -> Arn.tryParse(topic)
                                .filter(arn -> arn.region().equals(found.region()))
                                .isEmpty())
                        .map(topic -> "alarms[" + alarm.name() + "].notify has " + topic + ", and alarms of an API in "
                                + found.region() + " can tell topics there only: name one of that region"))
                .findFirst()
                .map(why -> Verdict.<Targets.Found>rejected(Reason.Invalid, why))
                .orElseGet(() -> Verdict.wanted(found));
    }

    /** What authorizers ask gets the tokens of callers, and may let everybody in. */
    private static Optional<String> asked(ApiProtectionSpec spec, Tenant tenant) {
        return DeclaredAuthorizers.asked(spec).stream()
                .filter(arn -> !AdmittedArns.admits(tenant.arns(), arn))
                .findFirst()
                .map(arn -> "does not admit " + arn + " (arns)");
    }

    private static Verdict<Targets.Found> target(ApiProtection protection, Binding binding) {
        var status = protection.getStatus();
        var target = protection.getSpec().api();
        var kept = status == null
                        || Annotated.retarget(protection, status.retargeted()).isPresent()
                ? null
                : status.restApi();
        return Targets.find(target, binding, kept != null && isSame(protection, kept) ? kept.id() : null);
    }

    /** Compared with names as status shows them, on one line. */
    private static boolean isSame(ApiProtection protection, ResolvedApi kept) {
        var target = protection.getSpec().api();
        var name = target.restApiName();
        return name == null
                ? Objects.equals(kept.id(), target.restApiId())
                : OneLine.of(name).equals(kept.name());
    }

    /** A stage that is not there holds up nothing else; without any of them the rest is still about the API. */
    private static Verdict<SortedMap<String, LeftOut>> stages(
            ApiProtection protection, Binding binding, Targets.Found found) {
        var target = protection.getSpec().api();
        return Targets.missing(found, target.everyStage() ? List.of() : target.stages(), binding);
    }

    private static ProtectionIntent intent(
            ApiProtection protection,
            String mark,
            Binding binding,
            Tenant tenant,
            Targets.Found found,
            SortedMap<String, LeftOut> missing) {
        var spec = protection.getSpec();
        return new ProtectionIntent(
                owner(protection),
                Objects.requireNonNullElse(protection.getMetadata().getUid(), ""),
                binding.connectionName(),
                tenant,
                binding.accountId(),
                found.region(),
                found.api(),
                DeclaredProtection.of(
                        spec,
                        new FenceStatements.Place(
                                binding.account().partition(),
                                found.region(),
                                binding.accountId(),
                                found.api().id(),
                                new TreeSet<>(spec.api().stages())),
                        mark),
                missing);
    }
}
