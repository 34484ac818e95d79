// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.PaperChain;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What sweeps read for protections. */
class ProtectedByObjectsTest {

    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "eu-west-1";
    private static final String CONNECTION = """
            {"kind": "AwsConnection", "metadata": {"name": "prod"},
             "spec": {"accountId": "111122223333", "regions": ["eu-west-1"]}}""";

    @Test
    void authorizersAreAskedForWhereAnObjectHasThemOrNamesThem() throws JsonProcessingException {
        var wishes = wishes(
                protection("plain", "a1", "{\"rules\": [{\"name\": \"all\", \"authorization\": \"AwsIam\"}]}", "[]"),
                protection(
                        "naming",
                        "b2",
                        "{\"rules\": [{\"name\": \"one\", \"authorization\": \"Authorizer\", \"authorizer\": \"theirs\"},"
                                + "{\"name\": \"two\", \"authorization\": \"Authorizer\", \"authorizer\": \"ours\"}]}",
                        "[]"),
                protection("having", "c3", "{\"authorizers\": [{\"name\": \"ours\", \"type\": \"Token\"}]}", "[]"),
                protection("left", "d4", "{}", "[{\"name\": \"ours\", \"id\": \"x1\"}]"));

        assertThat(wishes.apis(ACCOUNT, REGION)).containsExactlyInAnyOrder("a1", "b2", "c3", "d4");
        assertThat(wishes.authorizers(ACCOUNT, REGION))
                .isEqualTo(Map.of("b2", Set.of("theirs", "ours"), "c3", Set.of(), "d4", Set.of()));
        assertThat(wishes.authorizers(ACCOUNT, "eu-central-1")).isEmpty();
        assertThat(wishes.authorizers("999999999999", REGION)).isEmpty();
    }

    /** Otherwise one look would read its stages, and the next one, minutes later, the rest. */
    @Test
    void anApiWhoseStagesAreNotReadYetIsReadWithThem() throws JsonProcessingException {
        var wishes = of("""
                {"connection": {"kind": "AwsConnection", "metadata": {"name": "prod"}, "spec": {
                   "accountId": "111122223333", "regions": ["eu-west-1"], "tenants": [{"name": "shop",
                   "namespaces": {"names": ["shop"]}, "apis": [{"restApiName": "orders", "stages": ["prod"]}],
                   "may": ["Protect"]}]}},
                 "new": {"kind": "ApiProtection", "metadata": {"name": "new", "namespace": "shop"},
                   "spec": {"api": {"restApiName": "orders", "stages": ["prod"]}}},
                 "stranger": {"kind": "ApiProtection", "metadata": {"name": "stranger", "namespace": "shop"},
                   "spec": {"api": {"restApiName": "salaries", "stages": ["prod"]}}},
                 "namespaces": {"shop": {}},
                 "aws": {"111122223333": {"partition": "aws", "principals": [], "regions": {"eu-west-1": {
                   "apis": {"a1": "orders", "b2": "salaries"}}}}}}""");

        assertThat(wishes.apis(ACCOUNT, REGION)).containsExactly("a1");
    }

    private static ProtectedByObjects wishes(String... protections) throws JsonProcessingException {
        var text = new StringBuilder("{\"connection\": " + CONNECTION);
        for (var i = 0; i < protections.length; i++) {
            text.append(", \"p").append(i).append("\": ").append(protections[i]);
        }
        return of(text.append("}").toString());
    }

    private static ProtectedByObjects of(String situation) throws JsonProcessingException {
        var cluster = Cluster.of(new JsonMapper().readTree(situation));
        return new ProtectedByObjects(
                new PaperStore(cluster, "uid-of-kube-system"), new PaperChain(cluster).snapshots());
    }

    /** One whose tenant admits nothing: what it is about is what it noted. */
    private static String protection(String name, String api, String spec, String made) {
        return """
                {"kind": "ApiProtection", "metadata": {"name": "%s", "namespace": "shop", "uid": "uid-%s", "generation": 1},
                 "spec": %s,
                 "status": {"connection": "prod", "restApi": {"id": "%s", "region": "eu-west-1"}, "authorizers": %s}}""".formatted(
                        name,
                        name,
                        spec.replaceFirst(
                                "\\{",
                                "{\"connectionRef\": {\"name\": \"prod\"}, \"api\": {\"restApiId\": \"" + api
                                        + "\", \"stages\": [\"prod\"]}" + (spec.equals("{}") ? "" : ", ")),
                        api,
                        made);
    }
}
