// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Account.Part;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.ApiPlace;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.cli.AccountReading.Api;
import dev.apiaccess.cli.AccountReading.Iam;
import dev.apiaccess.cli.AccountReading.InRegion;
import dev.apiaccess.cli.AccountReading.Keys;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.port.GatewayPort.Export;
import dev.apiaccess.port.IamPort.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What AWS answered, as the account that questions are asked about. A function: the same answers are the same account. */
final class AccountMapping {

    private static final String NOT_RETURNED = "IAM did not return it";

    private final AccountReading reading;
    private final List<Account.Unread> unread = new ArrayList<>();

    private AccountMapping(AccountReading reading) {
        this.reading = reading;
    }

    static Account of(AccountReading reading) {
        return new AccountMapping(reading).account();
    }

    private Account account() {
        var identities = reading.iam().fold(AccountMapping::identities, why -> {
            unread.add(new Account.Unread(Part.IDENTITIES, "", why));
            return List.<Identity>of();
        });
        var apis = new ArrayList<RestApi>();
        var plans = new ArrayList<Account.UsagePlan>();
        var keys = new ArrayList<ApiKey>();
        for (var region : reading.regions()) {
            apis.addAll(apis(region));
            region.keys()
                    .fold(
                            read -> {
                                plans.addAll(plans(read));
                                keys.addAll(keys(read));
                                return true;
                            },
                            why -> unread.add(new Account.Unread(Part.KEYS, region.region(), why)));
        }
        return new Account(
                reading.partition(),
                reading.account(),
                sorted(identities, Identity::spoken),
                sorted(apis, api -> api.region() + " " + api.id()),
                sorted(plans, Account.UsagePlan::id),
                sorted(keys, ApiKey::id),
                sorted(unread, one -> one.part() + " " + one.where()),
                reading.iam().fold(AccountMapping::policies, _ -> List.of()),
                reading.organization());
    }

    private static List<Document> policies(Iam iam) {
        return sorted(
                iam.documents().keySet().stream().map(arn -> managed(iam, arn)).toList(), Document::name);
    }

    /** In the order of an account file, so that an account says the same whichever way it came. */
    private static <T> List<T> sorted(List<T> all, Function<T, String> order) {
        return all.stream().sorted(Comparator.comparing(order)).toList();
    }

    private static List<Identity> identities(Iam iam) {
        var groups = iam.holders().stream()
                .filter(holder -> holder.principal().kind() == PrincipalRef.Kind.GROUP)
                .collect(Collectors.toMap(holder -> holder.principal().name(), holder -> holder));
        return iam.holders().stream()
                .filter(holder -> holder.principal().kind() != PrincipalRef.Kind.GROUP)
                .map(holder -> identity(iam, holder, groups))
                .toList();
    }

    private static Identity identity(Iam iam, Holder holder, Map<String, Holder> groups) {
        var ref = holder.principal();
        var policies = new ArrayList<>(held(iam, holder, Optional.empty()));
        for (var name : holder.groups()) {
            var group = groups.get(name);
            policies.addAll(
                    group == null
                            ? List.of(Identity.Held.managed(
                                    Optional.of(name), Document.unread("the policies of group/" + name, NOT_RETURNED)))
                            : held(iam, group, Optional.of(name)));
        }
        return new Identity(
                ref.kind() == PrincipalRef.Kind.ROLE ? Identity.Type.ROLE : Identity.Type.USER,
                ref.path().substring(1) + ref.name(),
                sorted(
                        policies,
                        held -> held.group().orElse("") + " " + held.document().name()),
                holder.boundary().map(arn -> managed(iam, arn)).orElse(null));
    }

    private static List<Identity.Held> held(Iam iam, Holder holder, Optional<String> group) {
        var title = group.map(name -> "group/" + name).orElse(holder.principal().text());
        return Stream.concat(
                        iam.attachments().getOrDefault(holder.principal(), Set.of()).stream()
                                .map(arn -> Identity.Held.managed(group, managed(iam, arn))),
                        holder.inline().entrySet().stream()
                                .map(inline -> new Identity.Held(
                                        group,
                                        Optional.of(inline.getKey()),
                                        Document.ofIdentity(
                                                Identity.inlineName(inline.getKey(), title), inline.getValue()))))
                .toList();
    }

    private static Document managed(Iam iam, String arn) {
        var text = iam.documents().get(arn);
        return text == null ? Document.unread(arn, NOT_RETURNED) : Document.ofIdentity(arn, text);
    }

    private List<RestApi> apis(InRegion region) {
        return region.apis()
                .fold(
                        read -> read.stream()
                                .map(api -> api(region.region(), api))
                                .toList(),
                        why -> {
                            unread.add(new Account.Unread(Part.APIS, region.region(), why));
                            return List.of();
                        });
    }

    private RestApi api(String region, Api api) {
        var listed = api.listed();
        var id = listed.api().id();
        var stages = api.stages()
                .fold(
                        read -> read.entrySet().stream()
                                .map(stage -> stage(region, api, stage.getKey(), stage.getValue()))
                                .toList(),
                        why -> {
                            unread.add(new Account.Unread(Part.STAGES, id, why));
                            return List.<RestApi.Stage>of();
                        });
        return new RestApi(
                region,
                id,
                listed.api().name(),
                listed.isPrivate(),
                listed.hasDefaultEndpoint(),
                listed.keySource().equals(AccountFile.AUTHORIZER),
                stages);
    }

    private RestApi.Stage stage(String region, Api api, String name, AccountReading.Stage stage) {
        var methods = stage.methods().fold(AccountMapping::shown, why -> Shown.not(why));
        var canary = stage.canary() == null
                ? null
                : stage.canary().fold(AccountMapping::shown, why -> Shown.not(why + ", of the canary"));
        var policy = policy(region, api, name, stage.export());
        return new RestApi.Stage(
                name,
                methods.methods(),
                methods.why() != null ? methods.why() : canary == null ? null : canary.why(),
                policy.document(),
                policy.deployed(),
                canary == null ? null : canary.methods(),
                stage.shown().webAcl().orElse(null));
    }

    private record Shown(
            List<DeployedMethod> methods, @Nullable String why) {
        static Shown not(String why) {
            return new Shown(List.of(), why);
        }
    }

    private static Shown shown(Optional<Map<MethodKey, ServedMethod>> methods) {
        return methods.map(all -> new Shown(
                        sorted(
                                all.entrySet().stream()
                                        .map(one -> new DeployedMethod(
                                                one.getKey().path(),
                                                one.getKey().verb(),
                                                one.getValue().authorization(),
                                                one.getValue().keyRequired()))
                                        .toList(),
                                method -> method.path() + " " + method.verb()),
                        null))
                .orElseGet(() -> Shown.not("API Gateway does not show its deployment"));
    }

    private record Policy(@Nullable Document document, boolean deployed) {}

    /** Known to be deployed is a policy whose export is the present one: an export may be of either. */
    private Policy policy(String region, Api api, String stage, AccountReading.Part<Optional<Export>> export) {
        var name = "the resource policy of API " + api.listed().api().name();
        var present = api.listed().policy();
        Function<String, Policy> unexported = why -> {
            unread.add(new Account.Unread(Part.EXPORTS, api.listed().api().id() + "/" + stage, why));
            return new Policy(
                    present.map(text -> Document.ofResource(name, text)).orElseGet(() -> Document.unread(name, why)),
                    false);
        };
        return export.fold(
                found -> {
                    if (found.isEmpty()) {
                        return unexported.apply("API Gateway has no export of the stage");
                    }
                    var exported = found.get().policy();
                    if (exported.isEmpty() && present.isEmpty()) {
                        return new Policy(null, true);
                    }
                    return new Policy(
                            Document.ofResource(name, exported.or(() -> present).orElseThrow()),
                            new ApiPlace(
                                            reading.partition(),
                                            region,
                                            reading.account(),
                                            api.listed().api().id())
                                    .isDeployed(exported, present));
                },
                unexported);
    }

    private static List<Account.UsagePlan> plans(Keys keys) {
        return keys.plans().stream()
                .map(plan -> new Account.UsagePlan(
                        plan.id(),
                        plan.plan().name(),
                        sorted(
                                plan.plan().stages().keySet().stream()
                                        .map(stage -> new Account.PlanStage(stage.apiId(), stage.stage()))
                                        .toList(),
                                stage -> stage.apiId() + " " + stage.stage())))
                .toList();
    }

    private static List<ApiKey> keys(Keys keys) {
        return keys.keys().stream()
                .map(key -> new ApiKey(
                        key.id(),
                        key.key().name(),
                        key.key().enabled(),
                        keys.members().entrySet().stream()
                                .filter(plan -> plan.getValue().contains(key.id()))
                                .map(Map.Entry::getKey)
                                .sorted()
                                .toList()))
                .toList();
    }
}
