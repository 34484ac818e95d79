// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.RestApi;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a question names, looked up in an account; what is not there is {@link Unanswerable}, with what is there.
 *
 * @param prefix in front of the names of options in messages: {@code --}, or nothing where they are fields of a file
 */
record Named(Account account, String prefix) {

    private static final int MOST_TOLD = 5;

    /** Whether nothing is missing that an answer about all of the account needs. */
    static boolean isWhole(Account account) {
        return account.unread().stream()
                .allMatch(one -> one.part() == Account.Part.KEYS || one.part() == Account.Part.EXPORTS);
    }

    /** The account, if it was read whole: what is only not read would count as not there. */
    static Account whole(Account account) {
        var named = new Named(account, "");
        named.demand(Account.Part.IDENTITIES, "", "the users and roles");
        named.demand(Account.Part.APIS, "", "the APIs");
        named.demand(Account.Part.STAGES, "", "the stages of an API");
        return account;
    }

    private void demand(Account.Part part, String where, String what) {
        var unread = where.isEmpty() ? account.unread(part) : account.unread(part, where);
        unread.ifPresent(one -> {
            throw new Unanswerable(
                    Code.PART_NOT_READ,
                    what + " of account " + account.id() + " could not be read: " + one.why(),
                    "grant what apiaccess iam-policy --read-only prints");
        });
    }

    /** The API with that name or id; the only one where none is named. */
    RestApi api(@Nullable String api) {
        var named = api == null ? account.apis() : account.apis(api);
        if (named.size() == 1) {
            return named.getFirst();
        }
        if (named.isEmpty()) {
            demand(Account.Part.APIS, "", "the APIs");
            var known = apis(account.apis());
            throw new Unanswerable(
                    Code.NO_SUCH_API,
                    "the account file has no API" + (api == null ? "" : " " + api),
                    known.isEmpty() ? "write the account file anew" : "name one with " + prefix + "api: " + known);
        }
        throw new Unanswerable(
                Code.SEVERAL_APIS,
                api == null ? "the account has several APIs" : named.size() + " APIs are called " + api,
                "name one by its id with " + prefix + "api: "
                        + named.stream().map(RestApi::id).limit(MOST_TOLD).collect(Collectors.joining(", ")));
    }

    static String apis(List<RestApi> apis) {
        return apis.stream()
                .map(one -> one.name() + " (" + one.id() + ")")
                .limit(MOST_TOLD)
                .collect(Collectors.joining(", "));
    }

    /** The stage of that name; the only one where none is named. */
    RestApi.Stage stage(RestApi found, @Nullable String named) {
        demand(Account.Part.STAGES, found.id(), "the stages of API " + found.name());
        if (named == null && found.stages().size() == 1) {
            return found.stages().getFirst();
        }
        var stages = found.stages().stream().map(RestApi.Stage::name).collect(Collectors.joining(", "));
        var next = stages.isEmpty() ? "deploy it to a stage" : "name one with " + prefix + "stage: " + stages;
        if (named == null) {
            throw stages.isEmpty()
                    ? new Unanswerable(Code.NO_SUCH_STAGE, "API " + found.name() + " has no stage", next)
                    : new Unanswerable(Code.SEVERAL_STAGES, "API " + found.name() + " has several stages", next);
        }
        return found.stage(named)
                .orElseThrow(() ->
                        new Unanswerable(Code.NO_SUCH_STAGE, "API " + found.name() + " has no stage " + named, next));
    }

    ApiKey key(String name) {
        demand(Account.Part.KEYS, "", "the keys");
        var named = account.keys(name);
        if (named.size() == 1) {
            return named.getFirst();
        }
        throw named.isEmpty()
                // What was given may be a value, which is told nowhere.
                ? new Unanswerable(
                        Code.NO_SUCH_KEY,
                        "the account has no API key of that name or id",
                        "name a key of the account with " + prefix + "key, never by its value")
                : new Unanswerable(
                        Code.SEVERAL_KEYS,
                        named.size() + " API keys have that name",
                        "name one by its id with " + prefix + "key: "
                                + named.stream()
                                        .map(ApiKey::id)
                                        .limit(MOST_TOLD)
                                        .collect(Collectors.joining(", ")));
    }

    /** The caller that is called so. */
    Caller caller(String words) {
        return Caller.find(account, words).orElseThrow(() -> {
            demand(Account.Part.IDENTITIES, "", "the users and roles");
            var wanted = words.substring(words.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            var like = account.identities().stream()
                    .map(identity -> identity.spoken())
                    .filter(spoken -> spoken.toLowerCase(Locale.ROOT).endsWith("/" + wanted))
                    .limit(MOST_TOLD)
                    .collect(Collectors.joining(", "));
            return new Unanswerable(
                    Code.NO_SUCH_PRINCIPAL,
                    "account " + account.id() + " has no principal " + words,
                    like.isEmpty()
                            ? "name role/<path/name>, user/<path/name>, root, anonymous, or an ARN"
                            : "did you mean " + like + "?");
        });
    }
}
