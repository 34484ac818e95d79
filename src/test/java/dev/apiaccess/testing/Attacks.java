// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two teams that share an account, and what one of them, {@code shop}, tries: the rows of {@code attacks.yaml}. The other,
 * {@code bank}, has a policy, a tier and a key of its own.
 */
public final class Attacks implements AutoCloseable {

    private static final String BANK = """
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiAccessPolicy
            metadata: {name: mine, namespace: %bank}
            spec:
              api: {restApiName: payroll, stages: [prod]}
              rules: [{name: read, principals: [role/apps/bank-web], methods: [GET], paths: [/payroll]}]
            ---
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiRateLimit
            metadata: {name: gold, namespace: %bank}
            spec:
              apis: [{name: payroll, restApiName: payroll, stage: prod}]
              rate: {requests: 10, per: 1s}
              burst: 10
            ---
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiKeyGrant
            metadata: {name: app, namespace: %bank}
            spec: {rateLimits: [{name: gold}], secret: {name: app-key}}
            """;
    private static final String SHOP = """
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiAccessPolicy
            metadata: {name: mine, namespace: %shop}
            spec:
              api: {restApiName: orders, stages: [prod]}
              rules: [{name: read, principals: [role/apps/shop-web], methods: [GET], paths: [/orders]}]
            """;
    private static final String CONNECTION = """
            apiVersion: apiaccess.dev/v1alpha1
            kind: AwsConnection
            metadata: {name: %shop}
            spec:
              accountId: "%account"
              regions: [eu-west-1]
              assumeRole: {arn: "%role"}
              tenants:
              - name: shop
                namespaces: {matchLabels: {team: "%shop"}}
                apis: [{restApiName: "orders*", stages: [prod]}]
                principals: ["role/apps/shop-*", "role/shop-*"]
                may: [Grant, Key]
              - name: bank
                namespaces: {matchLabels: {team: "%bank"}}
                apis: [{restApiName: payroll, stages: [prod]}]
                principals: ["role/apps/bank-*"]
                may: [Grant, RateLimit, Key]
            ---
            apiVersion: apiaccess.dev/v1alpha1
            kind: AwsConnection
            metadata: {name: %other}
            spec:
              accountId: "%account"
              regions: [eu-west-1]
              assumeRole: {arn: "%role"}
              tenants:
              - name: others
                namespaces: {names: ["%other"]}
                apis: [{restApiName: "*"}]
                principals: ["role/apps/*"]
                may: [Grant, Deny, RateLimit, Key]
            """;

    private final Scene bankScene;
    private final Team shop;
    private final Team bank;
    private final JsonNode table = Yaml.read(Yaml.resource("attacks.yaml")).getFirst();
    private final List<JsonNode> rows = new ArrayList<>();
    private @Nullable String payroll;
    private @Nullable String internal;
    private @Nullable Scene scene;

    public Attacks(String prefix) {
        var rig = Rig.shared();
        bankScene = new Scene(rig, prefix);
        shop = new Team(rig, bankScene.namespace() + "-shop");
        bank = new Team(rig, bankScene.namespace() + "-bank");
        table.path("rows").forEach(rows::add);
    }

    /** Brings everything about: roles, APIs, connections, and what both teams rightly have. */
    public void prepare() {
        var account = bankScene.account();
        account.api("orders", "orders", false);
        internal = account.api("orders/internal", "orders", false);
        payroll = account.api("payroll", "payroll", false);
        account.role("/apps/", "shop-web");
        account.role("/apps/", "bank-web");
        account.role("/apps/", "SHOP-Payroll");
        account.role("/admin/", "shop-root");
        scene = bankScene.of(shop.namespace());
        scene().apply(text(CONNECTION));
        scene().awaitReady(AwsConnection.class, shop.namespace());
        scene().awaitReady(AwsConnection.class, other());
        scene().apply(text(BANK)).apply(text(SHOP));
        var theirs = bankScene.of(bank.namespace());
        theirs.awaitReady(ApiAccessPolicy.class, "mine");
        theirs.awaitReady(ApiRateLimit.class, "gold");
        theirs.awaitReady(ApiKeyGrant.class, "app");
        scene().awaitReady(ApiAccessPolicy.class, "mine");
    }

    /** The tenant of the shop may grant to none of its roles any more. */
    public void withdraw() {
        scene().apply(text(CONNECTION).replace("[\"role/apps/shop-*\", \"role/shop-*\"]", "[role/none]"));
    }

    public List<JsonNode> rows() {
        return List.copyOf(rows);
    }

    /** The namespace of the attacker. */
    public Scene scene() {
        return Objects.requireNonNull(scene, "not prepared");
    }

    public TestAccount account() {
        return bankScene.account();
    }

    public Team shop() {
        return shop;
    }

    /** What only the attacker names: no call may. */
    public List<String> notAdmitted() {
        return List.of("shop-root", "shop-ROOT", "admin", "shop-a", "shop-x", Objects.requireNonNull(internal));
    }

    /** The object that a row applies. */
    public JsonNode object(JsonNode row) {
        var name = "row-" + rows.indexOf(row);
        for (var kind : List.of("policy", "limit", "grant")) {
            if (row.has(kind)) {
                var object = (ObjectNode) Yaml.patched(table.path("bases").path(kind), row.path(kind));
                var metadata = (ObjectNode) object.path("metadata");
                metadata.put("name", name);
                if (!metadata.has("namespace")) {
                    metadata.put("namespace", shop.namespace());
                }
                return Yaml.documents(text(object.toString().replace("%name", name)))
                        .getFirst();
            }
        }
        return Yaml.documents(text(row.path("object").toString())).getFirst();
    }

    /** Does what a row says, as the team's own ServiceAccount. */
    public void apply(JsonNode row) {
        if (row.has("status")) {
            shop.client()
                    .resources(ApiAccessPolicy.class)
                    .inNamespace(shop.namespace())
                    .withName("mine")
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\": " + text(row.path("status").toString()) + "}");
            return;
        }
        shop.client().resource(object(row).toString()).fieldManager("team").serverSideApply();
    }

    /** Asks the API server what it says to a row, and leaves nothing behind. */
    public void dryRun(JsonNode row) {
        var _ = shop.client().resource(object(row).toString()).dryRun().create();
    }

    /** A text of the table with its names filled in. */
    public String text(JsonNode text) {
        return text(text.asText());
    }

    private String text(String text) {
        return text.replace("%shop", shop.namespace())
                .replace("%bank", bank.namespace())
                .replace("%other", other())
                .replace("%account", account().id())
                .replace("%role", account().operatorRoleArn())
                .replace("%payroll", Optional.ofNullable(payroll).orElse(""));
    }

    private String other() {
        return bankScene.namespace() + "-other";
    }

    @Override
    public void close() {
        bankScene.of(shop.namespace()).close();
        bankScene.of(other()).close();
        shop.close();
        bank.close();
    }
}
