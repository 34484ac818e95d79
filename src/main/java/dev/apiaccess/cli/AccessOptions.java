// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.access.Terms;
import dev.apiaccess.port.AwsConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all questions about access take: the account, the API, and what is known of the call. */
final class AccessOptions {

    @Option(
            names = "--account-file",
            paramLabel = "<file>",
            description = "What AWS holds of the account (docs/commands.md). Default: AWS is asked.")
    private @Nullable Path accountFile;

    @Mixin
    private AwsOptions aws = new AwsOptions();

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

    /**
     * What the account file says, or AWS where none is named.
     *
     * @param single whether the question is about one API
     * @param keys whether it is about keys that {@code --key} does not name
     */
    Account account(boolean single, boolean keys) {
        if (accountFile != null) {
            if (aws.isGiven()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--account-file reads a file, so --region, --role-arn and --external-id do not go with it");
            }
            return AccountFile.read(accountFile);
        }
        var err = spec.commandLine().getErr();
        var scope = new AccountReader.Scope(
                aws.regions(), Optional.ofNullable(api), Optional.ofNullable(stage), single, keys || key != null);
        var live = LiveAccount.read(aws.settings(), scope, aws.progress(err));
        CollectCommand.told(live, scope, err);
        return live.account();
    }

    /** What IAM's simulator says beside an answer, where AWS is asked. */
    Evidence evidence(Inquiry inquiry, Caller caller, Reply reply) {
        var isOfOthers = caller.principal()
                .accountId()
                .filter(one -> !inquiry.isOfTheAccount(one))
                .isPresent();
        if (isOfOthers) {
            return Evidence.OF_OTHERS;
        }
        return accountFile == null ? Simulator.ask(aws.settings(), inquiry, caller, reply) : Evidence.NONE;
    }

    /** How AWS is reached, for what no account file holds. */
    AwsConnector.Settings connection() {
        return aws.settings();
    }

    /** When the call is made; empty where that is not said. */
    Optional<Instant> at() {
        return Optional.ofNullable(at == null ? null : keys().get("aws:CurrentTime"))
                .map(List::getFirst)
                .map(Instant::parse);
    }

    /** Whether a file is the account file, which is not to be written over. */
    boolean isInput(Path file) {
        return accountFile != null && isSame(file, accountFile);
    }

    static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    boolean hasAccountFile() {
        return accountFile != null;
    }

    /** How answers call what is asked: the account file, or AWS. */
    String accountFileName() {
        return accountFile == null ? "AWS" : String.valueOf(accountFile.getFileName());
    }

    /** Questions about the stage that is named. */
    Inquiry inquiry(Account account) {
        var named = named(account);
        var found = named.api(api);
        return new Inquiry(account, found, named.stage(found, stage), terms(account));
    }

    /** The APIs that are named, all where none is, with the stage that is named, all where none is. */
    List<RestApi> apis(Account account) {
        return staged(api == null ? account.apis() : List.of(named(account).api(api)));
    }

    /** Those of the APIs that have the stage that is named, with nothing but that; all where none is named. */
    List<RestApi> staged(List<RestApi> apis) {
        var named = stage;
        if (named == null) {
            return apis;
        }
        var staged = apis.stream()
                .filter(one -> one.stage(named).isPresent())
                .map(one -> one.withStages(one.stage(named).stream().toList()))
                .toList();
        if (staged.isEmpty()) {
            throw new Unanswerable(
                    Code.NO_SUCH_STAGE,
                    "no API has a stage " + named,
                    "name another with --stage, or none for all stages");
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

    /** The name or id that {@code --api} gives. */
    Optional<String> api() {
        return Optional.ofNullable(api);
    }

    Optional<String> stage() {
        return Optional.ofNullable(stage);
    }

    private static Named named(Account account) {
        return new Named(account, "--");
    }

    /** What is known of the call. */
    Terms terms(Account account) {
        return new Terms(keys(), key == null ? null : named(account).key(key), assumePolicyDeployed);
    }

    private Map<String, List<String>> keys() {
        var given = given();
        with.forEach(given::with);
        if (from != null) {
            given.from(from);
        }
        if (at != null) {
            given.at(at);
        }
        if (mfa) {
            given.mfa(true);
        }
        return given.keys();
    }

    private Given given() {
        return new Given("--", this::wrong);
    }

    /** Whether anything is said of what calls have. */
    boolean saysOfCalls() {
        return from != null || at != null || mfa || key != null || !with.isEmpty();
    }

    /** The caller that is called so. */
    Caller caller(Account account, String words) {
        return named(account).caller(words);
    }

    /** The verb in upper case. */
    String verb(String given) {
        return given().verb(given);
    }

    String path(String given) {
        return given().path(given);
    }

    private ParameterException wrong(String option, String value, String wanted) {
        return new ParameterException(spec.commandLine(), option + " is '" + value + "': it takes " + wanted);
    }
}
