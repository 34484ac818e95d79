// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An account as AWS holds it now.
 *
 * @param failures of the reads that AWS refused, each of which left out a part
 * @param unseen why service control policies are not seen; empty where they are
 */
record LiveAccount(Account account, List<AwsFailure> failures, Optional<AwsFailure> unseen) {

    /** Our share of API Gateway's limits, which others use too. */
    private static final int PERCENT = 50;

    LiveAccount {
        failures = List.copyOf(failures);
    }

    /**
     * Reads it with the credentials of the environment.
     *
     * @param progress where to say what is read; null for nowhere
     */
    static LiveAccount read(AwsConnector.Settings settings, AccountReader.Scope scope, @Nullable PrintWriter progress) {
        try (var connector = new SdkAwsConnector(ClientSettings.standard())) {
            return read(connector, settings, scope, new ReadingProgress(progress, System::nanoTime), 1);
        }
    }

    /** @param timeDivisor how much faster than AWS's the limits are, 1 but in tests */
    static LiveAccount read(
            AwsConnector connector,
            AwsConnector.Settings settings,
            AccountReader.Scope scope,
            ReadingProgress progress,
            int timeDivisor) {
        try (var access = connector.open(settings)) {
            var identity = access.callerIdentity();
            var partition = identity.arn().split(":", -1)[1];
            var accounts = new Accounts(timeDivisor, (_, _, _, _) -> {});
            var opened = new Accounts.Account(
                    settings.name(), identity.accountId(), partition, scope.regions(), access, PERCENT);
            accounts.opened(opened);
            var backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
            var reader = new AccountReader(
                    access, new PatientCalls(accounts, opened, backoff, PatientCalls.sleeping(), progress), scope);
            var reading = reader.read(partition, identity.accountId());
            return new LiveAccount(AccountMapping.of(reading), reader.failures(), reader.unseen());
        } catch (AwsFailure failure) {
            throw unreachable(failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unanswerable(Code.AWS_NOT_REACHED, "the reading was interrupted", "try again");
        }
    }

    static Unanswerable unreachable(AwsFailure failure) {
        return failure.kind() == AwsFailure.Kind.CREDENTIALS || failure.kind() == AwsFailure.Kind.ACCESS_DENIED
                ? new Unanswerable(
                        Code.NO_CREDENTIALS,
                        "AWS does not take the credentials: " + failure.getMessage(),
                        "see who you are with aws sts get-caller-identity, or name an account file with --account-file")
                : new Unanswerable(
                        Code.AWS_NOT_REACHED,
                        "AWS is not reached: " + failure.getMessage(),
                        "see the network and AWS_ENDPOINT_URL, or name an account file with --account-file");
    }
}
