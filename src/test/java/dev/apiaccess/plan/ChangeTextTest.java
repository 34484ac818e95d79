// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** People read a plan, drift and the audit log: one wording, which shows what is different. */
class ChangeTextTest {

    private static final String API = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/";

    private static Statement statement(String sid, List<String> paths, Condition... conditions) {
        return Statement.of(
                sid,
                Effect.ALLOW,
                ActionSet.of("execute-api:Invoke"),
                ResourceSet.of(paths.stream().map(path -> API + path).toList()),
                List.of(conditions));
    }

    private static String edit(Statement found, Statement wanted) {
        return new PolicyChange.CreatePolicyVersion(
                        "arn",
                        PolicyDocument.of(wanted),
                        false,
                        ChangeText.statements(PolicyDocument.of(found), PolicyDocument.of(wanted)))
                .text();
    }

    @Test
    void anEditOfAPolicyShowsWhatIsAddedRemovedAndChanged() {
        var lines = ChangeText.statements(
                PolicyDocument.of(statement("aaone", List.of("GET/a")), statement("aatwo", List.of("GET/b"))),
                PolicyDocument.of(
                        statement("aaone", List.of("GET/a", "POST/a")), statement("aathree", List.of("GET/c"))));

        assertThat(lines.stream().map(Difference::text))
                .containsExactly(
                        "statement[aaone]: Allow a1b2c3/prod/GET/a (want Allow a1b2c3/prod/POST/a, a1b2c3/prod/GET/a)",
                        "statement[aathree]: not there (want Allow a1b2c3/prod/GET/c)",
                        "statement[aatwo]: Allow a1b2c3/prod/GET/b (want not there)");
    }

    @Test
    void whatDiffersComesBeforeWhatIsOnlyCounted() {
        var many = IntStream.range(0, 9).mapToObj(i -> "GET/p" + i).toList();
        var more = IntStream.range(0, 10).mapToObj(i -> "GET/p" + i).toList();

        assertThat(edit(statement("aaone", many), statement("aaone", more)))
                .contains("(want Allow a1b2c3/prod/GET/p9, a1b2c3/prod/GET/p0")
                .contains(" and 6 more)");
    }

    @Test
    void conditionsAreWrittenOutAndColonsOfPathsKept() {
        var office = Condition.of("IpAddress", "aws:SourceIp", "203.0.113.0/24");
        var home = Condition.of("IpAddress", "aws:SourceIp", "198.51.100.0/24");

        assertThat(edit(statement("aaone", List.of("GET/a:b"), office), statement("aaone", List.of("GET/a:b"), home)))
                .isEqualTo("new default version of arn: statement[aaone]: Allow a1b2c3/prod/GET/a:b if aws:SourceIp"
                        + " IpAddress 203.0.113.0/24 (want Allow a1b2c3/prod/GET/a:b if aws:SourceIp IpAddress"
                        + " 198.51.100.0/24)");
    }

    @Test
    void twoThatLookAlikeAreWrittenOut() {
        var elsewhere = Statement.of(
                "aaone",
                Effect.ALLOW,
                ActionSet.of("execute-api:Invoke"),
                ResourceSet.of("arn:aws:execute-api:*:*:a1b2c3/prod/GET/a"),
                List.of());
        var wide = Statement.of(
                "aaone", Effect.ALLOW, ActionSet.of("execute-api:*"), ResourceSet.of(API + "GET/a"), List.of());
        var wanted = statement("aaone", List.of("GET/a"));

        assertThat(edit(elsewhere, wanted))
                .contains("Allow arn:aws:execute-api:*:*:a1b2c3/prod/GET/a (want Allow arn:");
        assertThat(edit(wide, wanted))
                .contains("Allow execute-api:* on a1b2c3/prod/GET/a (want Allow a1b2c3/prod/GET/a)");
    }

    @Test
    void aPlanSaysFieldFoundAndWantedAndNeverHowItIsPatched() {
        var found = new UsagePlan("n", "d", new Throttle(50, 100), new Quota(5000, Quota.Period.DAY), new TreeMap<>());
        var stages = new TreeMap<ApiStage, java.util.SortedMap<dev.apiaccess.model.MethodKey, Throttle>>();
        stages.put(new ApiStage("a1b2c3", "prod"), new TreeMap<>());
        var desired = new Desired.Plan(
                Samples.planUnit("gold"),
                new UsagePlan("n", "d", new Throttle(60, 100), null, stages),
                new TreeMap<>());

        var plan = Planner.plan(desired, new Observed.Plan(List.of(new ExistingPlan("p1", found))));

        assertThat(plan.changes())
                .singleElement()
                .extracting(Change::text)
                .isEqualTo("update usage plan p1: throttle.rateLimit: 50 (want 60); quota: 5000 a day (want none);"
                        + " apiStages: none (want a1b2c3:prod)");
        assertThat(plan.changes().getFirst().text())
                .as("the words of drift")
                .contains(plan.differences().stream().map(Difference::text).toList());
    }

    @Test
    void noChangeShowsAPatch() {
        var key = new ApiKey("k", "d", false, new TreeSet<>(List.of("p1", "p2")));
        var line = new Difference("", "enabled", "true", "false");

        assertThat(new ApiKeyChange.UpdateApiKey("k1", key, List.of(), true, List.of(line)).text())
                .isEqualTo("update API key k1: enabled: true (want false)");
        assertThat(new ApiKeyChange.ImportApiKey(key).text()).isEqualTo("import API key k into usage plans p1, p2");
    }

    @Test
    void whatHasNoRoomIsCountedAndTheLineBounded() {
        var lines = IntStream.range(0, 100)
                .mapToObj(i -> new Difference("", "statement[aa" + i + "]", "not there", "Allow a1b2c3/prod/GET/p" + i))
                .toList();

        var text = ChangeText.call("new default version of arn", lines);

        assertThat(text.length()).isBetween(900, 1_024);
        assertThat(text).matches("(?s).*; and \\d+ more");
    }
}
