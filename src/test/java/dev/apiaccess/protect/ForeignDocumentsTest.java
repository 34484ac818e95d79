// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.protect.Standing.Say;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of FenceStandings, FenceWriter and ResourceDocument: documents of others come back as they were, and fences say what people write by hand. */
class ForeignDocumentsTest {

    private static final List<String> METHODS = List.of(
            "GET /orders", "POST /orders", "OPTIONS /orders", "GET /admin", "POST /admin/users", "GET /admin/a/b");
    private static final List<Map<String, List<String>>> PLACES = List.of(
            place("203.0.113.7", "", ""),
            place("198.51.100.9", "", ""),
            place("192.0.2.4", "", ""),
            place("2001:db8:bad::1", "", ""),
            place("10.0.0.4", "vpce-0123456789abcdef0", "vpc-0aaaaaaaaaaaaaaa0"),
            place("10.0.0.4", "vpce-0aaaaaaaaaaaaaaa0", "vpc-0aaaaaaaaaaaaaaa0"),
            place("10.0.0.4", "vpce-0bbbbbbbbbbbbbbb0", "vpc-0123456789abcdef0"));
    private static final List<Principal> CALLERS = List.of(
            new Principal.Anonymous(),
            user(FakeApi.ACCOUNT, "user/one"),
            user("444455556666", "user/other"),
            user("777788889999", "user/stranger"));

    private static Map<String, List<String>> place(String address, String endpoint, String vpc) {
        var context = new HashMap<String, List<String>>();
        context.put(endpoint.isEmpty() ? "aws:SourceIp" : "aws:VpcSourceIp", List.of(address));
        if (!endpoint.isEmpty()) {
            context.put("aws:SourceVpce", List.of(endpoint));
            context.put("aws:SourceVpc", List.of(vpc));
        }
        return context;
    }

    private static Principal user(String account, String name) {
        return new Principal.User(new Arn("aws", "iam", "", account, name));
    }

    static List<ForeignDocuments.Sample> writable() {
        return ForeignDocuments.all().stream()
                .filter(ForeignDocuments.Sample::isWritable)
                .toList();
    }

    static List<ForeignDocuments.Sample> broken() {
        return ForeignDocuments.all().stream().filter(one -> !one.isWritable()).toList();
    }

    static List<ForeignDocuments.Sample> fences() {
        return ForeignDocuments.all().stream()
                .filter(one -> !one.fences().isEmpty())
                .toList();
    }

    @Test
    void thereAreEnoughOfThem() {
        assertThat(ForeignDocuments.all()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(writable()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(fences()).hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("writable")
    void aDocumentOfOthersStaysAsItIsWhileFencesComeAndGo(ForeignDocuments.Sample sample) {
        var api = api(sample);
        var fence = sample.isPrivate()
                ? Wishes.fence(
                        "ours",
                        Fence.Side.ONLY_FROM,
                        Sources.NONE.withNetworks(Set.of("vpce-0123456789abcdef0"), Set.of()))
                : Wishes.fence("ours", Fence.Side.NOT_FROM, Sources.ofAddresses("198.51.100.0/28"));
        var theirs = PolicyReader.readForeign(sample.policy(), PolicyKind.ANY);

        var fenced = carriedOut(api, Wishes.fences(fence));

        assertThat(FakeApi.state(fenced).present().ours()).isNotEmpty().allMatch(one -> one.effect() == Effect.DENY);
        var written = PolicyReader.readForeign(fenced.listed().policy().orElseThrow(), PolicyKind.ANY);
        assertThat(written.version()).isEqualTo(theirs.version());
        assertThat(written.id()).isEqualTo(theirs.id());
        assertThat(written.statements()).containsAll(theirs.statements());
        for (var key : METHODS) {
            for (var who : CALLERS) {
                for (var place : PLACES) {
                    var before = decide(document(api), who, key, place);
                    var after = decide(document(fenced), who, key, place);
                    var isFenced = sample.isPrivate()
                            ? !key.startsWith("OPTIONS")
                                    && !place.getOrDefault("aws:SourceVpce", List.of())
                                            .contains("vpce-0123456789abcdef0")
                            : place.getOrDefault("aws:SourceIp", List.of()).contains("198.51.100.9");
                    assertThat(after)
                            .as("%s: %s by %s at %s", sample, key, who.describe(), place)
                            .isEqualTo(isFenced ? Decision.Outcome.EXPLICIT_DENY : before);
                }
            }
        }
        var gone = carriedOut(fenced, Wishes.fences());
        assertThat(Canonical.sameMeaning(
                        PolicyReader.readForeign(gone.listed().policy().orElseThrow(), PolicyKind.ANY), theirs))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aDocumentThatCannotBeWrittenBackIsNotTouched(ForeignDocuments.Sample sample) {
        var api = api(sample);
        var declared = Wishes.fences(Wishes.office());

        var standing = Standing.of(declared, api, Gates.OPEN);

        assertThat(standing.wanted().statements()).isEmpty();
        assertThat(standing.notes())
                .contains(new Standing.Note(Say.FOREIGN_POLICY_INVALID, "office", true, trouble(api)));
        assertThat(ProtectionPlan.of(standing.wanted(), FakeApi.state(api)).steps())
                .isEmpty();
        assertThatThrownBy(() -> ResourceDocument.of(api.listed().policy(), FakeApi.PROD, FakeApi.MARK)
                        .with(List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static String trouble(ExistingApi api) {
        return ResourceDocument.of(api.listed().policy(), FakeApi.PROD, FakeApi.MARK)
                .trouble()
                .orElseThrow();
    }

    /** On an API without a document, of open methods. */
    @ParameterizedTest
    @MethodSource("fences")
    void aFenceDecidesEveryCallAsTheDocumentThatPeopleWriteByHand(ForeignDocuments.Sample sample) {
        var theirs = document(api(sample));
        var empty = FakeApi.withPolicy(api(sample), Optional.empty());
        var bare = FakeApi.deployed(empty, "prod", "d0");

        var ours = document(carriedOut(bare, Wishes.fences(sample.fences().toArray(Fence[]::new))));

        for (var key : METHODS) {
            // A fence of networks lets preflights be: they come before calls that are refused anyway.
            if (!(sample.isPrivate() && key.startsWith("OPTIONS"))) {
                for (var place : PLACES) {
                    if (sample.isPrivate() == place.containsKey("aws:SourceVpce")) {
                        var who = new Principal.Anonymous();
                        assertThat(decide(ours, who, key, place) == Decision.Outcome.ALLOWED)
                                .as("%s: %s at %s", sample, key, place)
                                .isEqualTo(decide(theirs, who, key, place) == Decision.Outcome.ALLOWED);
                    }
                }
            }
        }
    }

    private static ExistingApi api(ForeignDocuments.Sample sample) {
        var methods = METHODS.stream().map(method -> method + " NONE").toArray(String[]::new);
        var api = FakeApi.withPolicy(FakeApi.unpublished(methods), Optional.of(sample.policy()));
        var type = sample.isPrivate() ? ListedApi.EndpointType.PRIVATE : ListedApi.EndpointType.REGIONAL;
        return FakeApi.deployed(FakeApi.with(api, type, false), "prod", "d0");
    }

    private static ExistingApi carriedOut(ExistingApi api, Declared declared) {
        var now = api;
        for (var look = 0; look < 4; look++) {
            var steps = ProtectionPlan.of(Standing.of(declared, now, Gates.OPEN).wanted(), FakeApi.state(now))
                    .steps();
            for (var step : steps) {
                now = FakeApi.after(now, step);
            }
        }
        return now;
    }

    /** What the stage has deployed. */
    private static List<Statement> document(ExistingApi api) {
        var state = FakeApi.state(api);
        return new ArrayList<>(
                Optional.ofNullable(state.deployments().get(state.stages().get("prod")))
                        .orElseThrow()
                        .document());
    }

    private static Decision.Outcome decide(
            List<Statement> document, Principal who, String method, Map<String, List<String>> place) {
        var key = FakeApi.key(method);
        return LetIn.decide(document, who, key, place);
    }
}
