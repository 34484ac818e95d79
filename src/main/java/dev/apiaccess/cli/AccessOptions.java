// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.access.Terms;
import dev.apiaccess.iam.ConditionKeys;
import dev.apiaccess.iam.ExecuteApi;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all questions about access take: the account, the API, and what is known of the call. */
final class AccessOptions {

    private static final int MOST_TOLD = 5;

    @Option(
            names = "--account-file",
            required = true,
            paramLabel = "<file>",
            description = "What AWS holds of the account (docs/commands.md).")
    private @Nullable Path accountFile;

    @Option(names = "--api", paramLabel = "<name or id>", description = "The REST API. Default: the only one.")
    private @Nullable String api;

    @Option(names = "--stage", paramLabel = "<stage>", description = "Its stage. Default: the only one.")
    private @Nullable String stage;

    @Option(names = "--from", paramLabel = "<ip>", description = "The address that the call comes from.")
    private @Nullable String from;

    @Option(
            names = "--at",
            paramLabel = "<time>",
            description = "When the call is made: 2027-01-31 or 2027-01-31T09:00:00Z.")
    private @Nullable String at;

    @Option(names = "--mfa", description = "The caller has signed in with MFA.")
    private boolean mfa;

    @Option(
            names = "--with",
            paramLabel = "<key=value>",
            description =
                    "A condition key of the call; repeat it for more. 'key=' says that the call does not have it.")
    private List<String> with = List.of();

    @Option(names = "--key", paramLabel = "<name>", description = "The API key of the call, by name or id.")
    private @Nullable String key;

    @Option(
            names = "--assume-policy-deployed",
            description = "Takes the resource policy for the deployed one where that is not known.")
    private boolean assumePolicyDeployed;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    Account account() {
        return AccountFile.read(accountFile == null ? Path.of("") : accountFile);
    }

    /** Questions about the stage that is named. */
    Inquiry inquiry(Account account) {
        var found = only(account);
        return new Inquiry(account, found, stage(found), terms(account));
    }

    /** The APIs that are named, all where none is, with the stage that is named, all where none is. */
    List<RestApi> apis(Account account) {
        var apis = api == null ? account.apis() : List.of(only(account));
        var named = stage;
        if (named == null) {
            return apis;
        }
        var staged = apis.stream()
                .filter(one -> one.stage(named).isPresent())
                .map(one -> one.withStages(one.stage(named).stream().toList()))
                .toList();
        if (staged.isEmpty()) {
            throw new Unanswerable("no API has a stage " + named, "name another with --stage, or none for all stages");
        }
        return staged;
    }

    /** The same APIs in an older state of the account, by their ids: one that only bore the name is another. */
    List<RestApi> before(Account account, List<RestApi> now) {
        return account.apis().stream()
                .filter(old ->
                        api == null || now.stream().anyMatch(one -> one.id().equals(old.id())))
                .map(old -> stage == null
                        ? old
                        : old.withStages(old.stage(stage).stream().toList()))
                .toList();
    }

    private RestApi only(Account account) {
        var named = api == null ? account.apis() : account.apis(api);
        if (named.size() == 1) {
            return named.getFirst();
        }
        var known = account.apis().stream()
                .map(one -> one.name() + " (" + one.id() + ")")
                .limit(MOST_TOLD)
                .collect(Collectors.joining(", "));
        if (named.isEmpty()) {
            throw new Unanswerable(
                    "the account file has no API" + (api == null ? "" : " " + api),
                    known.isEmpty() ? "write the account file anew" : "name one with --api: " + known);
        }
        throw new Unanswerable(
                api == null ? "the account has several APIs" : named.size() + " APIs are called " + api,
                "name one by its id with --api: "
                        + named.stream().map(RestApi::id).limit(MOST_TOLD).collect(Collectors.joining(", ")));
    }

    private RestApi.Stage stage(RestApi found) {
        if (stage == null && found.stages().size() == 1) {
            return found.stages().getFirst();
        }
        var named = stage;
        var stages = found.stages().stream().map(RestApi.Stage::name).collect(Collectors.joining(", "));
        if (named == null) {
            throw new Unanswerable(
                    "API " + found.name() + " has " + (stages.isEmpty() ? "no stage" : "several stages"),
                    stages.isEmpty() ? "deploy it to a stage" : "name one with --stage: " + stages);
        }
        return found.stage(named)
                .orElseThrow(() -> new Unanswerable(
                        "API " + found.name() + " has no stage " + named,
                        stages.isEmpty() ? "deploy it to a stage" : "name one with --stage: " + stages));
    }

    /** What is known of the call. */
    Terms terms(Account account) {
        return new Terms(keys(), key == null ? null : key(account, key), assumePolicyDeployed);
    }

    private static ApiKey key(Account account, String name) {
        var named = account.keys(name);
        if (named.size() == 1) {
            return named.getFirst();
        }
        throw named.isEmpty()
                // What was given may be a value, which is told nowhere.
                ? new Unanswerable(
                        "the account has no API key of that name or id",
                        "name a key of the account with --key, never by its value")
                : new Unanswerable(
                        named.size() + " API keys have that name",
                        "name one by its id with --key: "
                                + named.stream()
                                        .map(ApiKey::id)
                                        .limit(MOST_TOLD)
                                        .collect(Collectors.joining(", ")));
    }

    private Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (var one : with) {
            var equals = one.indexOf('=');
            if (equals <= 0) {
                throw wrong("--with", one, "key=value, such as aws:SourceVpce=vpce-1");
            }
            var key = one.substring(0, equals);
            if (ConditionKeys.followsFromCaller(key)) {
                throw wrong("--with", one, "no key that follows from the principal");
            }
            put(keys, "--with", key, one.substring(equals + 1));
        }
        if (from != null) {
            put(keys, "--from", "aws:SourceIp", from);
        }
        if (at != null) {
            var time = time(at);
            put(keys, "--at", "aws:CurrentTime", time.toString());
            put(keys, "--at", "aws:EpochTime", Long.toString(time.getEpochSecond()));
        }
        if (mfa) {
            put(keys, "--mfa", "aws:MultiFactorAuthPresent", "true");
        }
        return keys;
    }

    /** @param value empty where the call does not have the key */
    private void put(Map<String, List<String>> keys, String option, String key, String value) {
        var values = keys.get(key);
        if (values != null && (ConditionKeys.isSingle(key) || value.isEmpty() || values.isEmpty())) {
            throw wrong(option, key, "a key that is not said already: a call has one " + key);
        }
        if (!value.isEmpty()) {
            ConditionKeys.wanted(key, value).ifPresent(wanted -> {
                throw wrong(option, value, wanted);
            });
        }
        var all = new ArrayList<>(values == null ? List.<String>of() : values);
        if (!value.isEmpty()) {
            all.add(value);
        }
        keys.put(key, List.copyOf(all));
    }

    private Instant time(String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException _) {
            throw wrong("--at", text, "a day or a time with its zone: 2027-01-31 or 2027-01-31T09:00:00Z");
        }
    }

    /** The caller that is called so. */
    Caller caller(Account account, String words) {
        return Caller.find(account, words).orElseThrow(() -> {
            var wanted = words.substring(words.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            var like = account.identities().stream()
                    .map(identity -> identity.spoken())
                    .filter(spoken -> spoken.toLowerCase(Locale.ROOT).endsWith("/" + wanted))
                    .limit(MOST_TOLD)
                    .collect(Collectors.joining(", "));
            return new Unanswerable(
                    "account " + account.id() + " has no principal " + words,
                    like.isEmpty()
                            ? "name role/<path/name>, user/<path/name>, root, anonymous, or an ARN"
                            : "did you mean " + like + "?");
        });
    }

    /** The verb in upper case. */
    String verb(String given) {
        var verb = given.toUpperCase(Locale.ROOT);
        if (!ExecuteApi.VERBS.contains(verb) && !verb.equals("ANY")) {
            throw wrong("<VERB>", given, "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY");
        }
        return verb;
    }

    String path(String given) {
        if (!given.startsWith("/")) {
            throw wrong("<path>", given, "a path that begins with /, without the stage: /orders/17 or /orders/{id}");
        }
        if (given.contains("?") || given.contains("#")) {
            throw wrong("<path>", given, "a path without query and fragment: leave out what follows ? or #");
        }
        return given;
    }

    private ParameterException wrong(String option, String value, String wanted) {
        return new ParameterException(spec.commandLine(), option + " is '" + value + "': it takes " + wanted);
    }
}
