// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Call;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Organization;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Simulation;
import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks IAM's simulator about service control policies that are not seen: once, for one call of one principal. */
final class Simulator {

    private final AwsConnector connector;
    private final AwsConnector.Settings settings;
    private final Clock clock;

    Simulator(AwsConnector connector, AwsConnector.Settings settings, Clock clock) {
        this.connector = connector;
        this.settings = settings;
        this.clock = clock;
    }

    /** With the credentials of the environment. */
    static Evidence ask(AwsConnector.Settings settings, Inquiry inquiry, Caller caller, Reply reply) {
        try (var connector = new SdkAwsConnector(ClientSettings.standard())) {
            return new Simulator(connector, settings, Clock.systemUTC()).evidence(inquiry, caller, reply);
        }
    }

    /** Nothing is asked where what it would say changes nothing: of a no, and of callers and methods that no SCP is about. */
    Evidence evidence(Inquiry inquiry, Caller caller, Reply reply) {
        var call = reply.telling().call();
        var source = source(inquiry, caller);
        return source.isEmpty()
                        || !(inquiry.organization() instanceof Organization.NotSeen)
                        || reply.telling().answer().value() == Answer.Value.NO
                        || !inquiry.isSigned(call)
                ? Evidence.NONE
                : simulated(inquiry, source.get(), call);
    }

    private Evidence simulated(Inquiry inquiry, String principal, Call call) {
        try (var access = connector.open(settings)) {
            var at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            return access.organization()
                    .allows(principal, ExecuteApi.INVOKE, inquiry.arn(call), keys(inquiry))
                    .map(said -> said.missing().isEmpty()
                            ? new Evidence(new Simulation(call, said.allowed(), at), "", false)
                            : Evidence.missing("IAM's simulator was not told " + String.join(", ", said.missing())
                                    + ", which they ask for: say it with --with"))
                    .orElseGet(() -> Evidence.missing("IAM's simulator knows of none"));
        } catch (AwsFailure failure) {
            return Evidence.missing(MissingRights.why(failure));
        }
    }

    /** What the question says, and the region, which every call has. */
    private static Map<String, List<String>> keys(Inquiry inquiry) {
        var keys = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        keys.putAll(inquiry.keys());
        keys.putIfAbsent("aws:RequestedRegion", List.of(inquiry.api().region()));
        return keys;
    }

    /** ARN of a user or role of the account, as the simulator takes it. */
    private static Optional<String> source(Inquiry inquiry, Caller caller) {
        if (!Policies.isBoundByScps(caller.principal())) {
            return Optional.empty();
        }
        return switch (caller.principal()) {
            case Principal.User(var arn) when inquiry.isOfTheAccount(arn.account()) -> Optional.of(arn.toString());
            case Principal.AssumedRole(var _, var role)
            when inquiry.isOfTheAccount(role.account()) -> Optional.of(role.toString());
            default -> Optional.empty();
        };
    }
}
