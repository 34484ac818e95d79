// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.api.ApiAuthorizer;
import dev.apiaccess.api.ApiFence;
import dev.apiaccess.api.ApiKeyDemand;
import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.ApiWebAcl;
import dev.apiaccess.api.Confirmation;
import dev.apiaccess.api.Enforcement;
import dev.apiaccess.api.ExecutionLogging;
import dev.apiaccess.api.FenceSources;
import dev.apiaccess.api.MethodAuthorization;
import dev.apiaccess.api.MethodMetrics;
import dev.apiaccess.api.ProtectionLogging;
import dev.apiaccess.api.ProtectionRule;
import dev.apiaccess.api.ProtectionThrottle;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Redeploy;
import dev.apiaccess.api.Verb;
import dev.apiaccess.api.WebAclMode;
import dev.apiaccess.iam.IpRange;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.protect.Declared;
import dev.apiaccess.protect.Fence;
import dev.apiaccess.protect.FenceStatements;
import dev.apiaccess.protect.MethodRule;
import dev.apiaccess.protect.Sources;
import dev.apiaccess.protect.StageWish;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a protection declares, from what its manifest says: the same without the API that it is about. */
final class DeclaredProtection {

    private static final int MOST_ADDRESSES = 128;
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    private DeclaredProtection() {}

    /** Refuses what contradicts itself, or what AWS never takes. */
    static Verdict<ApiProtectionSpec> valid(ApiProtectionSpec spec) {
        return Stream.<Supplier<Optional<String>>>of(
                        () -> twice("rules", spec.rules(), ProtectionRule::name),
                        () -> twice("fences", spec.fences(), ApiFence::name),
                        () -> twice("authorizers", spec.authorizers(), ApiAuthorizer::name),
                        () -> twice("alarms", spec.alarms(), ApiAlarm::name),
                        () -> spec.rules().stream()
                                .flatMap(rule -> problem(rule).stream())
                                .findFirst(),
                        () -> DeclaredAuthorizers.problem(spec),
                        () -> spec.fences().stream()
                                .flatMap(fence -> problem(fence).stream())
                                .findFirst(),
                        () -> addresses(spec.fences()),
                        () -> limits(spec.throttle()),
                        () -> Optional.ofNullable(spec.webAcl()).flatMap(DeclaredProtection::webAcl),
                        () -> Optional.ofNullable(spec.logging())
                                .flatMap(logging -> Optional.ofNullable(logging.access()))
                                .flatMap(AccessLogs::problem))
                .flatMap(check -> check.get().stream())
                .findFirst()
                .<Verdict<ApiProtectionSpec>>map(why -> Verdict.rejected(Reason.Invalid, why))
                .orElseGet(() -> Verdict.wanted(spec));
    }

    private static <T> Optional<String> twice(String list, List<T> all, Function<T, String> name) {
        var seen = new HashSet<String>();
        return all.stream()
                .map(name)
                .filter(one -> !seen.add(one))
                .findFirst()
                .map(one -> list + "[" + one + "] is there twice: give each a name of its own");
    }

    private static Optional<String> problem(ProtectionRule rule) {
        var at = "rules[" + rule.name() + "]";
        if (rule.methods().contains(Verb.ANY) && rule.methods().size() > 1) {
            return Optional.of(at + ": ANY already means every method but OPTIONS: list it alone");
        }
        if (rule.reopen() != null && rule.authorization() != MethodAuthorization.None) {
            return Optional.of(at + ".reopen goes with authorization: None only: set that, or remove reopen");
        }
        if (rule.confirm() != null && rule.authorization() != MethodAuthorization.AwsIam) {
            return Optional.of(at + ".confirm goes with authorization: AwsIam only: set that, or remove confirm");
        }
        return rule.authorization() == null && rule.apiKey() == null
                ? Optional.of(at + " says nothing of its methods: set authorization or apiKey, or remove it")
                : Optional.empty();
    }

    private static Optional<String> problem(ApiFence fence) {
        var at = "fences[" + fence.name() + "]";
        if ((fence.onlyFrom() == null) == (fence.notFrom() == null)) {
            return Optional.of(at + ": set exactly one of onlyFrom and notFrom");
        }
        if (fence.methods().contains(Verb.ANY) && fence.methods().size() > 1) {
            return Optional.of(at + ": ANY already means every method: list it alone");
        }
        var sources = sources(fence);
        return Stream.of(
                        wrong(sources.sourceIps(), range -> IpRange.parse(range).isPresent())
                                .map(text -> "sourceIps has " + text + ", which is no range such as 203.0.113.0/24"),
                        wrong(sources.vpcEndpoints(), id -> id.startsWith("vpce-"))
                                .map(text ->
                                        "vpcEndpoints has " + text + ", which is no id such as vpce-0123456789abcdef0"),
                        wrong(sources.vpcs(), id -> id.startsWith("vpc-"))
                                .map(text -> "vpcs has " + text + ", which is no id such as vpc-0123456789abcdef0"),
                        wrong(sources.organizations(), id -> id.startsWith("o-"))
                                .map(text -> "organizations has " + text + ", which is no id such as o-exampleorgid"),
                        wrong(sources.accounts(), id -> ACCOUNT.matcher(id).matches())
                                .map(text -> "accounts has " + text + ", which is no number of 12 digits"),
                        wrong(sources.principals(), arn -> arn.startsWith("arn:"))
                                .map(text -> "principals has " + text + ", which is no ARN"))
                .flatMap(Optional::stream)
                .findFirst()
                .map(why -> at + "." + why + ": correct it");
    }

    private static Optional<String> wrong(List<String> values, Predicate<String> fits) {
        return values.stream().filter(value -> !fits.test(value)).findFirst();
    }

    private static Optional<String> addresses(List<ApiFence> fences) {
        var all = fences.stream()
                .mapToInt(fence -> sources(fence).sourceIps().size())
                .sum();
        return all > MOST_ADDRESSES
                ? Optional.of("fences have " + all + " address ranges, and at most " + MOST_ADDRESSES
                        + " go into a resource policy: join neighbouring ones, or use a web ACL")
                : Optional.empty();
    }

    private static Optional<String> webAcl(ApiWebAcl webAcl) {
        return (webAcl.arn() == null) == (webAcl.mode() == WebAclMode.Exact)
                ? Optional.of("webAcl.arn is for mode Exact, which needs it: set both, or leave arn out")
                : Optional.empty();
    }

    private static Optional<String> limits(@Nullable ProtectionThrottle throttle) {
        if (throttle == null) {
            return Optional.empty();
        }
        var seen = new HashSet<MethodKey>();
        return throttle.methods().stream()
                .map(limit -> new MethodKey(limit.path(), limit.method().name()))
                .filter(method -> !seen.add(method))
                .findFirst()
                .map(method ->
                        "throttle.methods has " + method.verb() + " " + method.path() + " twice: remove one of them");
    }

    /**
     * What is declared of an API.
     *
     * @param place the API that was found
     * @param mark of the object, which its statements bear
     */
    static Declared of(ApiProtectionSpec spec, FenceStatements.Place place, String mark) {
        return new Declared(
                place,
                spec.rules().stream().map(DeclaredProtection::rule).toList(),
                spec.fences().stream().map(DeclaredProtection::fence).toList(),
                settings(spec.throttle(), spec.logging()),
                spec.redeploy() == Redeploy.Automatic,
                mark,
                DeclaredAuthorizers.of(spec));
    }

    private static Declared.RuleWish rule(ProtectionRule rule) {
        return new Declared.RuleWish(
                new MethodRule(rule.name(), verbs(rule.methods()), paths(rule.paths())),
                authorization(rule.authorization()),
                rule.apiKey() == ApiKeyDemand.Required,
                rule.confirm() == Confirmation.CallersSign,
                Optional.ofNullable(rule.reopen()),
                rule.authorizer() == null
                        ? Declared.AuthorizerUse.NONE
                        : new Declared.AuthorizerUse(rule.authorizer(), new TreeSet<>(rule.scopes())),
                rule.enforcement() == Enforcement.Verify);
    }

    /** A value that is not known is refused before; it would open nothing. */
    private static Declared.Authorization authorization(@Nullable MethodAuthorization authorization) {
        return switch (authorization) {
            case None -> Declared.Authorization.NONE;
            case AwsIam -> Declared.Authorization.AWS_IAM;
            case Authorizer -> Declared.Authorization.AUTHORIZER;
            case UNKNOWN -> Declared.Authorization.ANY;
            case null -> Declared.Authorization.ANY;
        };
    }

    private static Fence fence(ApiFence fence) {
        var sources = sources(fence);
        return new Fence(
                fence.name(),
                verbs(fence.methods()),
                paths(fence.paths()),
                fence.onlyFrom() == null ? Fence.Side.NOT_FROM : Fence.Side.ONLY_FROM,
                Sources.NONE
                        .withAddresses(Set.copyOf(sources.sourceIps()))
                        .withNetworks(Set.copyOf(sources.vpcEndpoints()), Set.copyOf(sources.vpcs()))
                        .withCallers(
                                Set.copyOf(sources.organizations()),
                                Set.copyOf(sources.accounts()),
                                Set.copyOf(sources.principals())),
                fence.enforcement() == Enforcement.Verify);
    }

    private static FenceSources sources(ApiFence fence) {
        var only = fence.onlyFrom();
        var not = fence.notFrom();
        return only != null
                ? only
                : not != null
                        ? not
                        : new FenceSources(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    private static Set<String> verbs(Collection<Verb> verbs) {
        return verbs.stream().map(Verb::name).collect(Collectors.toSet());
    }

    private static List<PathTemplate> paths(Collection<String> paths) {
        return paths.stream().map(PathTemplate::new).toList();
    }

    private static StageWish settings(@Nullable ProtectionThrottle throttle, @Nullable ProtectionLogging logging) {
        var methods = new TreeMap<MethodKey, Throttle>();
        if (throttle != null) {
            throttle.methods()
                    .forEach(limit -> methods.put(
                            new MethodKey(limit.path(), limit.method().name()),
                            new Throttle(Admission.perSecond(limit.rate()), limit.burst())));
        }
        var each = throttle == null ? null : throttle.eachMethod();
        return new StageWish(
                Optional.ofNullable(each).map(limit -> new Throttle(Admission.perSecond(limit.rate()), limit.burst())),
                methods,
                logging == null ? Optional.empty() : metrics(logging.metrics()),
                logging == null ? Optional.empty() : execution(logging.execution()),
                logging == null
                        ? Optional.empty()
                        : Optional.ofNullable(logging.access()).map(AccessLogs::of),
                new TreeMap<>());
    }

    private static Optional<Boolean> metrics(@Nullable MethodMetrics metrics) {
        return metrics == null ? Optional.empty() : Optional.of(metrics == MethodMetrics.Detailed);
    }

    private static Optional<String> execution(@Nullable ExecutionLogging execution) {
        return Optional.ofNullable(execution).map(level -> level.name().toUpperCase(Locale.ROOT));
    }
}
