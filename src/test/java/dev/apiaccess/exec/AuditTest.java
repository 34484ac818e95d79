// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Author AUTHOR = new Author(new OwnerRef("ApiAccessPolicy", "shop", "mine"), "u-1", 7);
    private final Audit audit = new Audit("prod");

    @Test
    void aLineTellsWhoWhatWhereAndHowItWent() throws Exception {
        var desired = Samples.policy("/orders");
        var policy = desired.policy();
        var request = answered("r-1");

        var line = read(audit.line(new Audit.Write(
                NOW,
                desired.unit(),
                new PolicyChange.CreatePolicy(policy, new TreeMap<>()),
                Priority.USER_CHANGE,
                false,
                List.of(AUTHOR),
                request,
                null)));

        assertThat(line.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(line.path("loggerName").asText()).isEqualTo("apiaccess.audit");
        assertThat(line.path("clusterId").asText()).isEqualTo("prod");
        assertThat(line.path("account").asText()).isEqualTo(FakeAws.ACCOUNT);
        assertThat(line.has("region")).as("IAM has none").isFalse();
        assertThat(line.path("service").asText()).isEqualTo("iam");
        assertThat(line.path("operation").asText()).isEqualTo("CreatePolicy");
        assertThat(line.path("principal").asText())
                .isEqualTo(((UnitKey.PolicyUnit) desired.unit()).principal().text());
        assertThat(line.path("digest").asText())
                .isEqualTo("sha256:"
                        + Digest.sha256(PolicyWriter.write(java.util.Objects.requireNonNull(policy.document()))));
        assertThat(line.path("objects").toString())
                .isEqualTo("[{\"kind\":\"ApiAccessPolicy\",\"namespace\":\"shop\",\"name\":\"mine\","
                        + "\"uid\":\"u-1\",\"generation\":7}]");
        assertThat(line.path("priority").asText()).isEqualTo("user_change");
        assertThat(line.path("outcome").asText()).isEqualTo("ok");
        assertThat(line.path("requestId").asText()).isEqualTo("r-1");
        assertThat(line.has("code")).isFalse();
    }

    @Test
    void aRepairThatTakesAccessAwayIsCalledARepairAndNoRevocation() throws Exception {
        var line = read(audit.line(new Audit.Write(
                NOW,
                Samples.policy("/orders").unit(),
                new PolicyChange.DeletePolicy("arn:aws:iam::1:policy/p"),
                Priority.REVOKE,
                true,
                List.of(AUTHOR),
                answered("r-1"),
                null)));

        assertThat(line.path("repair").isBoolean() && line.path("repair").asBoolean())
                .isTrue();
        assertThat(line.path("priority").asText()).isEqualTo("drift_repair");
        assertThat(read(line(new PolicyChange.DeletePolicy("arn"), List.of(AUTHOR), answered("r-2"), null))
                        .has("repair"))
                .as("what an edit or a deletion takes away")
                .isFalse();
    }

    @Test
    void aFailureTellsItsKindAndCodeAndNoRequestThatNobodyAnswered() throws Exception {
        var line = read(line(
                new PolicyChange.DeletePolicy("arn:aws:iam::1:policy/p"),
                List.of(AUTHOR),
                new RequestId(),
                new AwsFailure(
                        AwsFailure.Kind.AMBIGUOUS,
                        dev.apiaccess.model.Operation.DELETE_POLICY,
                        "SocketException",
                        "reset",
                        null,
                        null)));

        assertThat(line.path("outcome").asText()).isEqualTo("ambiguous");
        assertThat(line.path("code").asText()).isEqualTo("SocketException");
        assertThat(line.has("requestId")).isFalse();
        assertThat(line.has("digest")).as("nothing is wanted any more").isFalse();
    }

    @Test
    void aNameForgesNoLineAndHidesNothing() throws Exception {
        var line = line(
                new PolicyChange.DeletePolicy("arn\n{\"loggerName\":\"apiaccess.audit\"}\u0085\u2028\u202e\u001b"),
                List.of(AUTHOR),
                new RequestId(),
                null);

        assertThat(line.codePoints()).allMatch(point -> point >= ' ' && point < 0x7f);
        assertThat(read(line).path("change").asText()).contains("arn\\n{", "\\u0085\\u2028\\u202e\\u001b");
    }

    @Test
    void theValueOfAKeyIsNeitherInTheLineNorInTheDigest() throws Exception {
        var one = line(key("first-value-of-the-key"), List.of(), new RequestId(), null);
        var other = line(key("other-value-of-the-key"), List.of(), new RequestId(), null);

        assertThat(one).doesNotContain("first-value").isEqualTo(other);
        assertThat(read(one).path("digest").asText()).startsWith("sha256:");
    }

    @Test
    void ofManyObjectsTheFirstAreNamedAndTheOthersCounted() throws Exception {
        var many = IntStream.range(0, 33)
                .mapToObj(i -> new Author(new OwnerRef("ApiAccessPolicy", "shop", "p" + i), "u-" + i, 1))
                .toList();

        var line = read(line(new PolicyChange.DeletePolicy("arn"), many, new RequestId(), null));

        assertThat(line.path("objects")).hasSize(20);
        assertThat(line.path("moreObjects").asInt()).isEqualTo(13);
    }

    private static ApiKeyChange.CreateApiKey key(String value) {
        return new ApiKeyChange.CreateApiKey(
                Samples.key("app", true, "p-gold").newest().key(),
                new dev.apiaccess.model.KeyValue(value),
                new TreeMap<>());
    }

    private static RequestId answered(String id) {
        var request = new RequestId();
        request.of(() -> {
            RequestId.is(id);
            return id;
        });
        return request;
    }

    private String line(Change change, List<Author> authors, RequestId request, @Nullable AwsFailure failure) {
        return audit.line(new Audit.Write(
                NOW, Samples.policy("/orders").unit(), change, Priority.REVOKE, false, authors, request, failure));
    }

    private static JsonNode read(String line) throws Exception {
        assertThat(line).doesNotContain("\n");
        return new ObjectMapper().readTree(line);
    }

    @Test
    void whatOthersLostIsInTheLineInShort() throws Exception {
        var write = new Audit.Write(
                NOW,
                new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3"),
                new RestApiChange.WritePolicy("a1b2c3", Optional.empty(), false, List.of()),
                Priority.USER_CHANGE,
                false,
                List.of(AUTHOR),
                answered("r-1"),
                null);
        var lost = new ArrayList<String>();
        for (var n = 0; n < 7; n++) {
            lost.add("{\"Sid\":\"theirs" + n + "\",\n\"Resource\":\"" + "x".repeat(600) + "\"}");
        }

        var line = read(audit.line(write.with(lost)));

        assertThat(line.path("outcome").asText()).isEqualTo("ok");
        assertThat(line.path("warning").asText()).isEqualTo("LostUpdate");
        assertThat(line.path("lost")).hasSize(5).allMatch(one -> one.asText().length() <= 600);
        assertThat(line.path("lost").get(0).asText()).contains("theirs0").doesNotContain("\n");
        assertThat(line.path("moreLost").asInt()).isEqualTo(2);
        assertThat(read(audit.line(write)).has("warning")).isFalse();
    }
}
