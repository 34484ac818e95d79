// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Account;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.iam.Attached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes account files in an order that follows from what they say, so that two of one account can be compared line by line. */
final class AccountFileWriter {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AccountFileWriter() {}

    static String write(Account account) {
        var file = NODES.objectNode();
        file.putObject("apiaccess").put("accountFile", AccountFile.VERSION);
        file.put("confidential", "who may do what in this account; keys by name, without their values");
        file.put("account", account.id());
        file.put("partition", account.partition());
        file.set("policies", list(managed(account), Document::name, AccountFileWriter::managed));
        file.set("identities", list(account.identities(), Identity::spoken, AccountFileWriter::identity));
        file.set("apis", list(account.apis(), api -> api.region() + " " + api.id(), AccountFileWriter::api));
        file.set("usagePlans", list(account.plans(), Account.UsagePlan::id, AccountFileWriter::plan));
        file.set("keys", list(account.keys(), ApiKey::id, AccountFileWriter::key));
        OrganizationPart.write(file, account.organization());
        if (!account.unread().isEmpty()) {
            file.set(
                    "unreadable",
                    list(account.unread(), one -> one.part() + " " + one.where(), AccountFileWriter::unread));
        }
        return pretty(file);
    }

    /** JSON as all commands write it, with a line end. */
    static String pretty(ObjectNode node) {
        var printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(node) + "\n";
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ObjectNode unread(Account.Unread unread) {
        var node = NODES.objectNode().put("part", AccountFile.word(unread.part()));
        if (!unread.where().isEmpty()) {
            node.put("where", unread.where());
        }
        return node.put("why", unread.why());
    }

    private static <T> ArrayNode list(Collection<T> all, Function<T, String> order, Function<T, ObjectNode> written) {
        var list = NODES.arrayNode();
        all.stream().sorted(Comparator.comparing(order)).map(written).forEach(list::add);
        return list;
    }

    /** The managed policies that are known or that something has, each once. */
    private static Collection<Document> managed(Account account) {
        return Stream.concat(
                        account.policies().stream(),
                        account.identities().stream().flatMap(AccountFileWriter::managed))
                .collect(Collectors.toMap(Document::name, one -> one, (one, _) -> one, TreeMap::new))
                .values();
    }

    private static Stream<Document> managed(Identity identity) {
        return Stream.concat(
                identity.policies().stream()
                        .filter(held -> held.inline().isEmpty())
                        .map(Identity.Held::document),
                Stream.ofNullable(identity.boundary()));
    }

    private static ObjectNode managed(Document document) {
        var node = NODES.objectNode().put("arn", document.name());
        put(node, document);
        return node;
    }

    private static void put(ObjectNode node, Document document) {
        document.text().ifPresent(text -> node.put("document", text));
        if (document.text().isEmpty() && document.attached() instanceof Attached.Unreadable unread) {
            node.put("unreadable", unread.why());
        }
    }

    private static ObjectNode identity(Identity identity) {
        var node = NODES.objectNode().put("name", identity.spoken());
        var boundary = identity.boundary();
        if (boundary != null) {
            node.put("boundary", boundary.name());
        }
        node.set(
                "policies",
                list(
                        identity.policies(),
                        held -> held.group().orElse("") + " " + held.document().name(),
                        AccountFileWriter::held));
        return node;
    }

    private static ObjectNode held(Identity.Held held) {
        var node = NODES.objectNode();
        held.group().ifPresent(group -> node.put("group", group));
        if (held.inline().isEmpty()) {
            return node.put("managed", held.document().name());
        }
        node.put("inline", held.inline().get());
        put(node, held.document());
        return node;
    }

    private static ObjectNode api(RestApi api) {
        var node = NODES.objectNode()
                .put("region", api.region())
                .put("id", api.id())
                .put("name", api.name());
        if (api.isPrivate()) {
            node.put("private", true);
        }
        if (!api.endpoint()) {
            node.put("defaultEndpoint", false);
        }
        if (api.keyByAuthorizer()) {
            node.put("keySource", AccountFile.AUTHORIZER);
        }
        node.set("stages", list(api.stages(), RestApi.Stage::name, AccountFileWriter::stage));
        return node;
    }

    private static ObjectNode stage(RestApi.Stage stage) {
        var node = NODES.objectNode().put("name", stage.name());
        var policy = stage.policy();
        if (policy != null) {
            var inner = node.putObject("policy");
            inner.put("deployed", stage.policyDeployed());
            put(inner, policy);
        }
        if (stage.unread() != null) {
            node.put("unreadable", stage.unread());
        }
        node.set("methods", methods(stage.methods()));
        if (stage.canary() != null) {
            node.set("canary", methods(stage.canary()));
        }
        if (stage.webAcl() != null) {
            node.put("webAcl", stage.webAcl());
        }
        return node;
    }

    private static ArrayNode methods(List<DeployedMethod> methods) {
        return list(methods, method -> method.path() + " " + method.verb(), AccountFileWriter::method);
    }

    private static ObjectNode method(DeployedMethod method) {
        var node = NODES.objectNode()
                .put("path", method.path())
                .put("verb", method.verb())
                .put("authorization", method.authorization());
        if (method.keyRequired()) {
            node.put("apiKey", true);
        }
        return node;
    }

    private static ObjectNode plan(Account.UsagePlan plan) {
        var node = NODES.objectNode().put("id", plan.id()).put("name", plan.name());
        node.set(
                "stages",
                list(
                        plan.stages(),
                        stage -> stage.apiId() + " " + stage.stage(),
                        stage -> NODES.objectNode().put("api", stage.apiId()).put("stage", stage.stage())));
        return node;
    }

    private static ObjectNode key(ApiKey key) {
        var node =
                NODES.objectNode().put("id", key.id()).put("name", key.name()).put("enabled", key.enabled());
        var plans = node.putArray("plans");
        key.plans().stream().sorted().forEach(plans::add);
        return node;
    }
}
