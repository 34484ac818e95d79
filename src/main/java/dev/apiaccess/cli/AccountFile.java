// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apiaccess.access.Account;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.iam.ExecuteApi;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an account file: JSON with what AWS holds of an account. A file of another version, or with anything that this version does not know,
 * is refused with {@link Unanswerable}: what is not understood may decide. Its form is in docs/commands.md.
 */
final class AccountFile {

    private static final long MOST_BYTES = 256L << 20;

    /** The version that is read and written. */
    static final int VERSION = 2;

    /** Among them {@code confidential}, a sentence for people. */
    private static final List<String> FIELDS = List.of(
            "apiaccess",
            "confidential",
            "account",
            "partition",
            "policies",
            "identities",
            "apis",
            "usagePlans",
            "keys",
            "organization",
            "unreadable");

    private static final String HEADER = "HEADER";
    /** Where a call's API key comes from, as API Gateway writes it. */
    static final String AUTHORIZER = "AUTHORIZER";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final AccountFilePart root;

    private AccountFile(AccountFilePart root) {
        this.root = root;
    }

    static Account read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw new Unanswerable(
                        Code.FILE_TOO_LARGE,
                        file + " is larger than " + (MOST_BYTES >> 20) + " MiB, so it is no account file",
                        "name another --account-file");
            }
            if (Files.isDirectory(file)) {
                throw new Unanswerable(
                        Code.FILE_NOT_READABLE, file + " is a directory", "name the account file with --account-file");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_FOUND, "there is no file " + file, "name the account file with --account-file");
        } catch (CharacterCodingException e) {
            throw new Unanswerable(
                    Code.NO_ACCOUNT_FILE,
                    file + " is not UTF-8, so it is no account file",
                    "name another --account-file");
        } catch (IOException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_READABLE, "cannot read " + file + ": " + e.getMessage(), "see who may read the file");
        }
    }

    /** @param name what messages call the file */
    static Account parse(String name, String json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Unanswerable(
                    Code.NO_ACCOUNT_FILE,
                    name + " is not JSON"
                            // Without the text: it may be a secret of another file.
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"),
                    "name an account file with --account-file");
        }
        var root = new AccountFilePart(name, "", tree);
        demandVersion(name, tree);
        return new AccountFile(root).account();
    }

    private static void demandVersion(String name, JsonNode tree) {
        var version = tree.path("apiaccess").path("accountFile");
        if (version.isMissingNode()) {
            throw new Unanswerable(
                    Code.NO_ACCOUNT_FILE,
                    name + " is no account file: \"apiaccess\": {\"accountFile\": " + VERSION + "} is missing",
                    "name another --account-file");
        }
        if (!version.isInt() || version.asInt() != VERSION) {
            throw new Unanswerable(
                    Code.OTHER_VERSION,
                    name + " has version " + (version.isNumber() ? version : "(no number)")
                            + ", and this apiaccess reads version " + VERSION,
                    "name an account file of version " + VERSION);
        }
    }

    private Account account() {
        root.only(FIELDS);
        root.part("apiaccess").only(List.of("accountFile"));
        var id = root.text("account");
        if (!id.matches("\\d{12}")) {
            throw root.wrong("account", "it takes the 12 digits of an account");
        }
        var partition = root.text("partition", "aws");
        var managed = root.list("policies").stream()
                .map(AccountFile::managed)
                .collect(Collectors.toMap(Document::name, one -> one, (one, _) -> {
                    throw root.wrong("policies", one.name() + " is given twice");
                }));
        return new Account(
                partition,
                id,
                once(root, "identities", part -> identity(part, managed), Identity::spoken),
                once(root, "apis", AccountFile::api, RestApi::id),
                once(root, "usagePlans", AccountFile::plan, Account.UsagePlan::id),
                once(root, "keys", AccountFile::key, ApiKey::id),
                once(root, "unreadable", AccountFile::unread, one -> one.part() + " " + one.where()),
                managed.values().stream()
                        .sorted(Comparator.comparing(Document::name))
                        .toList(),
                OrganizationPart.read(root));
    }

    private static Account.Unread unread(AccountFilePart part) {
        part.only(List.of("part", "where", "why"));
        var name = part.text("part");
        var known = Arrays.stream(Account.Part.values())
                .filter(one -> word(one).equals(name))
                .findFirst()
                .orElseThrow(() -> part.wrong(
                        "part",
                        "it takes "
                                + Arrays.stream(Account.Part.values())
                                        .map(AccountFile::word)
                                        .collect(Collectors.joining(", "))));
        return new Account.Unread(known, part.text("where", ""), part.text("why"));
    }

    /** How a part is written. */
    static String word(Account.Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /** The things of a list, each of which is there once: of two, one would be taken and the other ignored. */
    private static <T> List<T> once(
            AccountFilePart part, String field, Function<AccountFilePart, T> read, Function<T, String> name) {
        var seen = new HashSet<String>();
        var all = new ArrayList<T>();
        for (var one : part.list(field)) {
            var thing = read.apply(one);
            if (!seen.add(name.apply(thing))) {
                throw part.wrong(field, name.apply(thing) + " is given twice");
            }
            all.add(thing);
        }
        return all;
    }

    private static Document managed(AccountFilePart part) {
        part.only(List.of("arn", "document", "unreadable"));
        return document(part, part.text("arn"), true);
    }

    private static Document document(AccountFilePart part, String name, boolean ofIdentity) {
        var why = part.optional("unreadable");
        if (why.isPresent()) {
            return Document.unread(name, why.get());
        }
        var text = part.text("document");
        return ofIdentity ? Document.ofIdentity(name, text) : Document.ofResource(name, text);
    }

    private static Identity identity(AccountFilePart part, Map<String, Document> managed) {
        part.only(List.of("name", "policies", "boundary"));
        var spoken = part.text("name");
        var type = spoken.startsWith("role/")
                ? Identity.Type.ROLE
                : spoken.startsWith("user/") ? Identity.Type.USER : null;
        if (type == null || spoken.endsWith("/")) {
            throw part.wrong("name", "it takes role/ or user/ with path and name");
        }
        return new Identity(
                type,
                spoken.substring(spoken.indexOf('/') + 1),
                part.list("policies").stream()
                        .map(one -> held(one, spoken, managed))
                        .toList(),
                boundary(part, managed));
    }

    private static @Nullable Document boundary(AccountFilePart part, Map<String, Document> managed) {
        return part.optional("boundary").map(arn -> byArn(managed, arn)).orElse(null);
    }

    private static Identity.Held held(AccountFilePart part, String spoken, Map<String, Document> managed) {
        part.only(List.of("group", "managed", "inline", "document", "unreadable"));
        var group = part.optional("group");
        var arn = part.optional("managed");
        if (arn.isPresent()) {
            part.only(List.of("group", "managed"));
            return Identity.Held.managed(group, byArn(managed, arn.get()));
        }
        var inline = part.text("inline");
        var holder = group.map(name -> "group/" + name).orElse(spoken);
        return new Identity.Held(group, Optional.of(inline), document(part, Identity.inlineName(inline, holder), true));
    }

    private static Document byArn(Map<String, Document> managed, String arn) {
        var document = managed.get(arn);
        return document == null ? Document.unread(arn, "the account file does not have it") : document;
    }

    private static RestApi api(AccountFilePart part) {
        part.only(List.of("region", "id", "name", "private", "defaultEndpoint", "keySource", "stages"));
        var name = part.text("name");
        return new RestApi(
                part.text("region"),
                part.text("id"),
                name,
                part.flag("private"),
                !part.has("defaultEndpoint") || part.flag("defaultEndpoint"),
                byAuthorizer(part),
                once(part, "stages", stage -> stage(stage, name), RestApi.Stage::name));
    }

    private static boolean byAuthorizer(AccountFilePart part) {
        return switch (part.text("keySource", HEADER)) {
            case HEADER -> false;
            case AUTHORIZER -> true;
            default -> throw part.wrong("keySource", "it takes " + HEADER + " or " + AUTHORIZER);
        };
    }

    private static RestApi.Stage stage(AccountFilePart part, String api) {
        part.only(List.of("name", "methods", "unreadable", "policy", "canary", "webAcl"));
        var policy = part.has("policy") ? part.part("policy") : null;
        if (policy != null) {
            policy.only(List.of("document", "unreadable", "deployed"));
        }
        return new RestApi.Stage(
                part.text("name"),
                methods(part, "methods"),
                part.optional("unreadable").orElse(null),
                policy == null ? null : document(policy, "the resource policy of API " + api, false),
                policy != null && policy.flag("deployed"),
                part.has("canary") ? methods(part, "canary") : null,
                part.optional("webAcl").orElse(null));
    }

    private static List<DeployedMethod> methods(AccountFilePart part, String field) {
        return once(part, field, AccountFile::method, method -> method.verb() + " " + method.path());
    }

    private static DeployedMethod method(AccountFilePart part) {
        part.only(List.of("path", "verb", "authorization", "apiKey"));
        var path = part.text("path");
        if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw part.wrong("path", "a path begins with / and has no ? or #");
        }
        var verb = part.text("verb");
        if (!verb.equals("ANY") && !ExecuteApi.VERBS.contains(verb)) {
            throw part.wrong("verb", "it takes GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY");
        }
        return new DeployedMethod(path, verb, part.text("authorization"), part.flag("apiKey"));
    }

    private static Account.UsagePlan plan(AccountFilePart part) {
        part.only(List.of("id", "name", "stages"));
        return new Account.UsagePlan(
                part.text("id"),
                part.text("name"),
                part.list("stages").stream()
                        .map(stage -> {
                            stage.only(List.of("api", "stage"));
                            return new Account.PlanStage(stage.text("api"), stage.text("stage"));
                        })
                        .toList());
    }

    private static ApiKey key(AccountFilePart part) {
        part.only(List.of("id", "name", "enabled", "plans"));
        return new ApiKey(part.text("id"), part.text("name"), part.flag("enabled"), part.texts("plans"));
    }
}
