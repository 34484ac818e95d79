// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Organization;
import dev.apiaccess.iam.PolicyDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes an account file from what AWS holds. */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Reads what AWS holds of an account as far as it decides about calls of REST APIs,",
            "and writes it as an account file. It changes nothing, and takes no values of keys."
        },
        footer = {
            "",
            "Exit code 0, 3 where a part could not be read, 4 error, 64 usage.",
            "What it needs: apiaccess iam-policy --read-only.",
            "",
            "Example:",
            "  apiaccess collect --region eu-west-1 --out account.json"
        })
public final class CollectCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 3;

    @Mixin
    private final AwsOptions aws = new AwsOptions();

    @Option(names = "--api", paramLabel = "<name or id>", description = "Only this REST API. Default: all.")
    private @Nullable String api;

    @Option(names = "--out", paramLabel = "<file>", description = "Where to write it. Default: standard output.")
    private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        try {
            var scope = new AccountReader.Scope(aws.regions(), Optional.ofNullable(api), Optional.empty(), false, true);
            var live = LiveAccount.read(aws.settings(), scope, aws.progress(err));
            var account = live.account();
            if (isEmpty(live, scope)) {
                throw new Unanswerable(
                        Code.PART_NOT_READ,
                        "nothing of account " + account.id() + " can be read: "
                                + MissingRights.why(live.failures().getFirst()),
                        "grant what apiaccess iam-policy --read-only prints");
            }
            if (api != null
                    && account.unread(Account.Part.APIS).isEmpty()
                    && account.apis(api).isEmpty()) {
                throw new Unanswerable(
                        Code.NO_SUCH_API, "account " + account.id() + " has no API " + api, "see --region and --api");
            }
            write(AccountFileWriter.write(account));
            unseen(live, scope, err);
            return told(live, scope, err) ? 0 : INCOMPLETE;
        } catch (Unanswerable e) {
            Problem.of(e).tell(err);
            return AccessCommand.ERROR;
        } catch (IllegalArgumentException | IllegalStateException fault) {
            Problem.fault(fault, "report it with the command").tell(err);
            return AccessCommand.ERROR;
        }
    }

    private static boolean isEmpty(LiveAccount live, AccountReader.Scope scope) {
        var account = live.account();
        var parts = scope.regions().stream()
                .filter(region -> account.unread(Account.Part.APIS, region).isPresent()
                        && account.unread(Account.Part.KEYS, region).isPresent())
                .count();
        return account.unread(Account.Part.IDENTITIES).isPresent()
                && parts == scope.regions().size();
    }

    /** That service control policies are not seen leaves the account whole, and is said all the same. */
    private static void unseen(LiveAccount live, AccountReader.Scope scope, PrintWriter err) {
        if (live.account().organization() instanceof Organization.NotSeen(var why)) {
            err.println("not seen: " + Unseen.SCPS + ": " + why);
            live.unseen()
                    .filter(failure -> !OrganizationReader.isOfOthers(failure))
                    .flatMap(failure ->
                            MissingRights.granted(live.account().partition(), scope.regions(), List.of(failure)))
                    .ifPresent(policy -> grant(err, policy));
        }
    }

    private static void grant(PrintWriter err, PolicyDocument policy) {
        err.println("next:  grant it with " + PublishedPolicy.compact.of(policy));
    }

    /** Says what could not be read; returns whether there is nothing of that sort. */
    static boolean told(LiveAccount live, AccountReader.Scope scope, PrintWriter err) {
        if (live.failures().isEmpty()) {
            return true;
        }
        live.failures().stream()
                .map(failure -> "not read: " + failure.operation().awsName() + ": " + MissingRights.why(failure))
                .distinct()
                .forEach(err::println);
        MissingRights.granted(live.account().partition(), scope.regions(), live.failures())
                .ifPresent(policy -> grant(err, policy));
        return false;
    }

    private void write(String text) {
        if (out == null) {
            var standard = spec.commandLine().getOut();
            standard.print(text);
            standard.flush();
            return;
        }
        PrivateFile.write(out, text);
    }
}
