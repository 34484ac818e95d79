// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.aws.DefaultRegion;
import dev.apiaccess.port.AwsConnector;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an account is reached. Credentials come from where the AWS command line takes them. */
final class AwsOptions {

    @Option(
            names = "--region",
            paramLabel = "<region>",
            split = ",",
            description = "Where its APIs are; repeat it for more. Default: AWS_REGION or the profile's.")
    private List<String> regions = List.of();

    @Option(names = "--role-arn", paramLabel = "<arn>", description = "A role to assume. Default: none.")
    private @Nullable String roleArn;

    @Option(names = "--external-id", paramLabel = "<id>", description = "The external id that the role asks for.")
    private @Nullable String externalId;

    @Option(names = "--progress", description = "Says what is read also where this is no terminal.")
    private boolean progress;

    List<String> regions() {
        return regions.isEmpty()
                ? DefaultRegion.find()
                        .map(List::of)
                        .orElseThrow(() -> new Unanswerable(
                                Code.NO_REGION,
                                "no region is named, and the environment names none",
                                "name it with --region, or set AWS_REGION"))
                : regions.stream().distinct().toList();
    }

    AwsConnector.Settings settings() {
        return new AwsConnector.Settings("cli", roleArn, externalId);
    }

    /** Where progress goes; null for nowhere. */
    @Nullable
    PrintWriter progress(PrintWriter err) {
        // Some runtimes have no console where there is no terminal.
        var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return progress || terminal.isPresent() ? err : null;
    }

    /** Whether anything of it is given. */
    boolean isGiven() {
        return !regions.isEmpty() || roleArn != null || externalId != null;
    }
}
