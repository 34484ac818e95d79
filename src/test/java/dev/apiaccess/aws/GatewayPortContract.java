// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.GatewayPort;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of API Gateway. */
abstract class GatewayPortContract extends PortContract {

    private static final Map<String, String> TAGS = Map.of("apiaccess.dev/cluster", "test");
    private static final String NO_ID = "zzzzzzzzzz";

    @Test
    void listsApisAndStages() {
        var name = unique("orders");
        var api = seed().api(name, "prod");

        assertThat(all(gateway()::getRestApis)).extracting(ListedApi::api).contains(new RestApi(api, name));
        assertThat(gateway().getStages(api)).containsOnlyKeys("prod");
        assertFails(Kind.NOT_FOUND, () -> gateway().getStages(NO_ID));
    }

    @Test
    void tellsWhichDeployedMethodsRequireAKey() {
        var api = seed().api(unique("orders"), "prod");
        var deployment =
                Objects.requireNonNull(gateway().getStages(api).get("prod")).deploymentId();

        assertThat(gateway().getDeployment(api, deployment))
                .contains(Map.of(new MethodKey("/orders", "GET"), new ServedMethod("NONE", true)));
    }

    @Test
    void tellsTheResourcePolicyThatIsThereAndTheOneThatIsDeployed() {
        var api = seed().api(unique("orders"), "prod");
        seed().resourcePolicy(api, policy("one"));
        seed().deploy(api, "prod");
        seed().resourcePolicy(api, policy("two"));

        assertThat(listed(api).policy())
                .hasValueSatisfying(text -> assertThat(text).contains("two").doesNotContain("\\"));
        var export = gateway().getExport(api, "prod").orElseThrow();
        assertThat(export.policy()).hasValueSatisfying(text -> assertThat(text).contains("one"));
        assertThat(gateway().getExport(api, "nosuch")).isEmpty();
    }

    @Test
    void anApiWithoutAResourcePolicyHasNone() {
        var api = seed().api(unique("orders"), "prod");

        assertThat(listed(api).policy()).isEmpty();
        assertThat(listed(api).isPrivate()).isFalse();
        assertThat(listed(api).hasDefaultEndpoint()).isTrue();
        assertThat(listed(api).keySource()).isEqualTo("HEADER");
        assertThat(gateway().getExport(api, "prod")).contains(new GatewayPort.Export(Optional.empty()));
    }

    private ListedApi listed(String id) {
        return all(gateway()::getRestApis).stream()
                .filter(api -> api.api().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String policy(String path) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke",
                "Resource":"execute-api:/prod/GET/%s"}]}""".formatted(path);
    }

    @Test
    void knowsNoMethodsOfADeploymentThatIsNotThere() {
        var api = seed().api(unique("orders"), "prod");

        assertThat(gateway().getDeployment(api, NO_ID)).isEmpty();
    }

    @Test
    void makesListsAndDeletesAuthorizers() {
        var api = seed().api(unique("asked"), "prod");
        var function = "arn:aws:lambda:eu-west-1:111122223333:function:check";
        var token = Authorizer.lambda("token", Authorizer.TOKEN, function, "", List.of(), 60);
        var request = Authorizer.lambda(
                "request",
                Authorizer.REQUEST,
                function,
                "",
                List.of("method.request.header.A", "method.request.querystring.b"),
                300);
        var pools = Authorizer.pools(
                "pools", List.of("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a"), "", 300);

        var made = gateway().createAuthorizer(api, token);
        gateway().createAuthorizer(api, request);
        gateway().createAuthorizer(api, pools);

        assertThat(made.definition()).isEqualTo(token);
        assertThat(all(position -> gateway().getAuthorizers(api, position)))
                .extracting(ExistingAuthorizer::definition)
                .containsExactlyInAnyOrder(token, request, pools);
        gateway().deleteAuthorizer(api, made.id());
        assertThat(all(position -> gateway().getAuthorizers(api, position)))
                .extracting(ExistingAuthorizer::definition)
                .containsExactlyInAnyOrder(request, pools);
    }

    @Test
    void createsAPlanWithItsWholeContent() {
        var plan = new UsagePlan(
                unique("plan"), "described", new Throttle(10, 20), new Quota(1000, Quota.Period.DAY), stage());

        var created = gateway().createUsagePlan(plan, TAGS);

        assertThat(created.plan()).isEqualTo(plan);
        assertThat(gateway().getUsagePlan(created.id())).contains(new GatewayPort.Tagged<>(created, TAGS));
        assertThat(all(gateway()::getUsagePlans)).contains(created);
    }

    @Test
    void tagsAPlanAndLeavesOtherTags() {
        var created = gateway().createUsagePlan(plan(null, stage()), Map.of("a", "1", "b", "2"));

        gateway().tagUsagePlan(created.id(), Map.of("b", "3", "c", "4"));

        assertThat(gateway().getUsagePlan(created.id()))
                .map(GatewayPort.Tagged::tags)
                .contains(Map.of("a", "1", "b", "3", "c", "4"));
    }

    @Test
    void tagsAKeyAndLeavesOtherTags() {
        var created = gateway().createApiKey(key(), value(), Map.of("a", "1", "b", "2"));

        gateway().tagApiKey(created.id(), Map.of("b", "3", "c", "4"));

        assertThat(gateway().getApiKey(created.id()))
                .map(GatewayPort.Tagged::tags)
                .contains(Map.of("a", "1", "b", "3", "c", "4"));
    }

    @Test
    void comparesTheValueOfAKey() {
        var value = value();
        var created = gateway().createApiKey(key(), value, Map.of());

        assertThat(gateway().hasValue(created.id(), value)).isTrue();
        assertThat(gateway().hasValue(created.id(), value())).isFalse();
        assertThat(gateway().hasValue(NO_ID, value)).isFalse();
    }

    @Test
    void createsAPlanWithoutLimits() {
        var plan = new UsagePlan(unique("plan"), "", null, null, new TreeMap<>());

        var created = gateway().createUsagePlan(plan, Map.of());

        assertThat(created.plan()).isEqualTo(plan);
        assertThat(all(gateway()::getUsagePlans)).contains(created);
    }

    @Test
    void knowsFractionsOfARate() {
        var created = gateway().createUsagePlan(plan(new Throttle(10, 20), new TreeMap<>()), TAGS);

        var updated = gateway()
                .updateUsagePlan(created.id(), List.of(new PatchOperation("replace", "/throttle/rateLimit", "0.5")));

        assertThat(updated.plan().throttle()).isEqualTo(new Throttle(0.5, 20));
    }

    @Test
    void knowsLimitsOfMethodsAtCreation() {
        var stages = stage(new MethodKey("/orders", "GET"), new MethodKey("/", "GET"));

        var created = gateway().createUsagePlan(plan(null, stages), TAGS);

        assertThat(created.plan().stages()).isEqualTo(stages);
        assertThat(gateway().getUsagePlan(created.id()))
                .map(tagged -> tagged.value().plan().stages())
                .contains(stages);
    }

    @Test
    void changesLimitsOfMethods() {
        var stages = stage();
        var created = gateway().createUsagePlan(plan(null, stages), TAGS);
        var path = "/apiStages/" + stages.firstKey().text() + "/throttle";

        var updated = gateway()
                .updateUsagePlan(
                        created.id(),
                        List.of(new PatchOperation(
                                "replace", path, "{\"/orders/GET\":{\"rateLimit\":2.5,\"burstLimit\":5}}")));

        assertThat(updated.plan().stages().get(stages.firstKey()))
                .isEqualTo(Map.of(new MethodKey("/orders", "GET"), new Throttle(2.5, 5)));
    }

    @Test
    void updatesAPlan() {
        var created = gateway().createUsagePlan(plan(new Throttle(10, 20), new TreeMap<>()), TAGS);
        var stages = stage();

        var updated = gateway()
                .updateUsagePlan(
                        created.id(),
                        List.of(
                                new PatchOperation("replace", "/throttle/rateLimit", "7"),
                                new PatchOperation("replace", "/description", "changed"),
                                new PatchOperation(
                                        "add", "/apiStages", stages.firstKey().text())));

        var wanted = new ExistingPlan(
                created.id(), new UsagePlan(created.plan().name(), "changed", new Throttle(7, 20), null, stages));
        assertThat(updated).isEqualTo(wanted);
        assertThat(gateway().getUsagePlan(created.id())).contains(new GatewayPort.Tagged<>(wanted, TAGS));
    }

    @Test
    void takesTheQuotaAway() {
        var created = gateway()
                .createUsagePlan(
                        new UsagePlan(unique("plan"), "", null, new Quota(5, Quota.Period.MONTH), new TreeMap<>()),
                        TAGS);

        var updated = gateway().updateUsagePlan(created.id(), List.of(new PatchOperation("remove", "/quota", null)));

        assertThat(updated.plan().quota()).isNull();
    }

    @Test
    void refusesAPatchThatMakesNoSense() {
        var created = gateway().createUsagePlan(plan(null, new TreeMap<>()), TAGS);

        assertFails(
                Kind.INVALID,
                () -> gateway()
                        .updateUsagePlan(created.id(), List.of(new PatchOperation("replace", "/colour", "red"))));
    }

    @Test
    void deletesAPlanOnceItHasNoStage() {
        var stages = stage();
        var created = gateway().createUsagePlan(plan(null, stages), TAGS);

        gateway()
                .updateUsagePlan(
                        created.id(),
                        List.of(new PatchOperation(
                                "remove", "/apiStages", stages.firstKey().text())));
        gateway().deleteUsagePlan(created.id());

        assertThat(gateway().getUsagePlan(created.id())).isEmpty();
    }

    @Test
    void deletesNoPlanThatHasStages() {
        var created = gateway().createUsagePlan(plan(null, stage()), TAGS);

        assertFails(Kind.CONFLICT, () -> gateway().deleteUsagePlan(created.id()));
    }

    @Test
    void createsAKeyAndNeverShowsItsValue() {
        var key = new ApiKey(unique("key"), "described", true, new TreeSet<>());
        var value = value();

        var created = gateway().createApiKey(key, value, TAGS);

        assertThat(created.key()).isEqualTo(key);
        assertThat(created.id()).isNotEqualTo(value.reveal());
        assertThat(gateway().getApiKey(created.id())).contains(new GatewayPort.Tagged<>(created, TAGS));
        assertThat(all(gateway()::getApiKeys)).contains(created);
    }

    @Test
    void refusesASecondKeyOfTheValue() {
        var value = value();
        gateway().createApiKey(key(), value, TAGS);

        var failure = catchThrowableOfType(AwsFailure.class, () -> gateway().createApiKey(key(), value, TAGS));

        assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.ALREADY_EXISTS);
        assertThat(failure.toString()).doesNotContain(value.reveal());
    }

    @Test
    void importsKeysWithTheirPlansAndOverwritesThoseOfTheSameValue() {
        var plan = gateway().createUsagePlan(plan(null, stage()), TAGS).id();
        var other = gateway().createUsagePlan(plan(null, stage()), TAGS).id();
        var one = new ApiKey(unique("key"), "a, \"quoted\" one", true, new TreeSet<>(Set.of(plan, other)));
        var two = new ApiKey(unique("key"), "", false, new TreeSet<>());
        var value = value();

        var ids = gateway()
                .importApiKeys(List.of(new GatewayPort.Import(one, value), new GatewayPort.Import(two, value())));

        assertThat(ids).hasSize(2);
        var made = all(gateway()::getApiKeys).stream()
                .filter(key -> ids.contains(key.id()))
                .toList();
        assertThat(made.stream().map(ExistingKey::key))
                .containsExactlyInAnyOrder(one.withPlanIds(new TreeSet<>()), two);
        var first = made.stream()
                .filter(key -> key.key().name().equals(one.name()))
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(all(position -> gateway().getUsagePlansOfKey(first, position)))
                .containsExactlyInAnyOrder(plan, other);
        assertThat(gateway().getApiKey(first)).map(GatewayPort.Tagged::tags).contains(Map.of());

        var again = gateway().importApiKeys(List.of(new GatewayPort.Import(one.withEnabled(false), value)));

        assertThat(again).containsExactly(first);
        assertThat(gateway().getApiKey(first))
                .map(tagged -> tagged.value().key().enabled())
                .contains(false);
    }

    @Test
    void importsNothingWhenOneKeyCannotBe() {
        var good = key();
        var bad = new ApiKey(unique("key"), "", true, new TreeSet<>(Set.of(NO_ID)));
        var value = value();

        var failure = catchThrowableOfType(
                AwsFailure.class,
                () -> gateway()
                        .importApiKeys(
                                List.of(new GatewayPort.Import(good, value), new GatewayPort.Import(bad, value()))));

        assertThat(failure.kind()).as("%s", failure).isIn(Kind.INVALID, Kind.NOT_FOUND);
        assertThat(failure.toString()).doesNotContain(value.reveal());
        assertThat(all(gateway()::getApiKeys)).noneMatch(key -> key.key().name().equals(good.name()));
    }

    @Test
    void disablesAndDeletesAKey() {
        var created = gateway().createApiKey(key(), value(), TAGS);

        gateway().updateApiKey(created.id(), List.of(new PatchOperation("replace", "/enabled", "false")));

        assertThat(gateway().getApiKey(created.id()))
                .map(tagged -> tagged.value().key())
                .contains(created.key().withEnabled(false));

        gateway().deleteApiKey(created.id());

        assertThat(gateway().getApiKey(created.id())).isEmpty();
    }

    @Test
    void putsAKeyIntoAPlanAndTakesItOut() {
        var plan = gateway().createUsagePlan(plan(null, stage()), TAGS).id();
        var key = gateway().createApiKey(key(), value(), TAGS).id();

        gateway().createUsagePlanKey(plan, key);

        assertThat(all(position -> gateway().getUsagePlanKeys(plan, position))).containsExactly(key);
        assertThat(all(position -> gateway().getUsagePlansOfKey(key, position))).containsExactly(plan);

        gateway().deleteUsagePlanKey(plan, key);

        assertThat(all(position -> gateway().getUsagePlanKeys(plan, position))).isEmpty();
        assertThat(all(position -> gateway().getUsagePlansOfKey(key, position))).isEmpty();
    }

    @Test
    void tellsTheUsageOfTheKeysThatAreAskedFor() {
        var plan = gateway()
                .createUsagePlan(
                        new UsagePlan(unique("plan"), "", null, new Quota(50, Quota.Period.DAY), new TreeMap<>()), TAGS)
                .id();
        var asked = gateway().createApiKey(key(), value(), TAGS).id();
        var other = gateway().createApiKey(key(), value(), TAGS).id();
        gateway().createUsagePlanKey(plan, asked);
        gateway().createUsagePlanKey(plan, other);
        var today = LocalDate.now(ZoneOffset.UTC);

        var usage = all(position -> gateway().getUsage(plan, today, today, Set.of(asked, NO_ID), position));

        assertThat(usage).containsExactly(new KeyUsage(asked, 0, 50));
        assertFails(Kind.NOT_FOUND, () -> gateway().getUsage(NO_ID, today, today, Set.of(asked), null));
    }

    @Test
    void refusesAKeyInTwoPlansOfOneStage() {
        var stages = stage();
        var one = gateway().createUsagePlan(plan(null, stages), TAGS).id();
        var two = gateway().createUsagePlan(plan(null, stages), TAGS).id();
        var key = gateway().createApiKey(key(), value(), TAGS).id();
        gateway().createUsagePlanKey(one, key);

        assertFails(Kind.CONFLICT, () -> gateway().createUsagePlanKey(two, key));
    }

    @Test
    void tellsWhichKeyIsNotThere() {
        assertThat(gateway().getApiKey(NO_ID)).isEmpty();
        assertFails(Kind.NOT_FOUND, () -> gateway().deleteApiKey(NO_ID));
        assertFails(
                Kind.NOT_FOUND,
                () -> gateway().updateApiKey(NO_ID, List.of(new PatchOperation("replace", "/enabled", "false"))));
    }

    @Test
    void tellsWhichPlanIsNotThere() {
        assertThat(gateway().getUsagePlan(NO_ID)).isEmpty();
        assertFails(
                Kind.NOT_FOUND,
                () -> gateway()
                        .updateUsagePlan(NO_ID, List.of(new PatchOperation("replace", "/description", "changed"))));
    }

    @Test
    void tellsWhenThereIsNoPlanToDelete() {
        assertFails(Kind.NOT_FOUND, () -> gateway().deleteUsagePlan(NO_ID));
    }

    @Test
    void tellsWhenThereIsNoKeyForAPlan() {
        var plan = gateway().createUsagePlan(plan(null, new TreeMap<>()), TAGS).id();

        assertFails(Kind.NOT_FOUND, () -> gateway().createUsagePlanKey(plan, NO_ID));
    }

    @Test
    void tellsWhenThereIsNoMembershipToEnd() {
        var plan = gateway().createUsagePlan(plan(null, new TreeMap<>()), TAGS).id();

        assertFails(Kind.NOT_FOUND, () -> gateway().deleteUsagePlanKey(plan, NO_ID));
    }

    private SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stage(MethodKey... limited) {
        var methods = new TreeMap<MethodKey, Throttle>();
        for (var method : limited) {
            methods.put(method, new Throttle(3, 6));
        }
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        stages.put(new ApiStage(seed().api(unique("api"), "prod"), "prod"), methods);
        return stages;
    }

    private static UsagePlan plan(
            @Nullable Throttle throttle, SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages) {
        return new UsagePlan(unique("plan"), "described", throttle, null, stages);
    }

    private static ApiKey key() {
        return new ApiKey(unique("key"), "described", true, new TreeSet<>());
    }

    private static KeyValue value() {
        return new KeyValue(UUID.randomUUID().toString().replace("-", ""));
    }

    private GatewayPort gateway() {
        return access().gateway(REGION);
    }
}
