// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Entity.Kind;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What IAM says a principal could do, which is not always what it can. */
final class SimulationOperations {
    private static final Pattern SOURCE = Pattern.compile("arn:aws:iam::(\\d{12}):(user|group|role)/(.*/)?([^/]+)");

    private SimulationOperations() {}

    static void register(Map<String, QueryHandler> to) {
        to.put("SimulatePrincipalPolicy", SimulationOperations::simulate);
    }

    private record Cell(String action, String resource) {}

    private static void simulate(Call call, Params params, Xml out) {
        String arn = params.need("PolicySourceArn");
        params.need("ActionNames.member.1");
        call.allow("iam:SimulatePrincipalPolicy", arn, arn, Keys.none().map());
        Entity entity = entity(call, arn);
        Policies policies = call.authorizer().policies(call, entity);
        String resourcePolicy = params.get("ResourcePolicy");
        if (resourcePolicy != null) {
            if (entity.kind() != Kind.USER) {
                throw new AwsError(400, "InvalidInput", "A resource policy is simulated for users only");
            }
            ParsedPolicies.problem(resourcePolicy, PolicyKind.RESOURCE).ifPresent(problem -> {
                throw new AwsError(400, "InvalidInput", problem);
            });
            policies = policies.withResource(call.authorizer().document(resourcePolicy, PolicyKind.RESOURCE));
        }
        List<String> resources = params.members("ResourceArns");
        NavigableMap<String, Cell> cells = new TreeMap<>();
        for (String action : params.members("ActionNames")) {
            for (String resource : resources.isEmpty() ? List.of("*") : resources) {
                cells.put("%06d".formatted(cells.size()), new Cell(action, resource));
            }
        }
        Map<String, List<String>> context = context(params);
        Policies whole = policies;
        Paging.list(
                params,
                out,
                "EvaluationResults",
                cells,
                cell -> true,
                (x, cell) -> result(x, call, cell, whole, principal(entity), context));
    }

    private static Entity entity(Call call, String arn) {
        Matcher parts = SOURCE.matcher(arn);
        if (!parts.matches()) {
            throw new AwsError(
                    400,
                    "InvalidInput",
                    "Invalid Entity Arn: " + arn + " does not clearly define entity" + " type and name.");
        }
        Kind kind = Kind.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
        return call.iam()
                .entity(kind, parts.group(4))
                .filter(e -> e.arn().equals(arn))
                .orElseThrow(() ->
                        Rules.missing("The " + kind.lower() + " with name " + parts.group(4) + " cannot be found."));
    }

    private static Principal principal(Entity entity) {
        Arn arn = Arn.parse(entity.arn());
        return entity.kind() == Kind.ROLE
                ? new Principal.AssumedRole(
                        Arn.parse("arn:aws:sts::" + arn.account() + ":assumed-role/" + entity.name() + "/simulation"),
                        arn)
                : new Principal.User(arn);
    }

    private static Map<String, List<String>> context(Params params) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        String name = params.get("ContextEntries.member.1.ContextKeyName");
        for (int i = 1; name != null; i++) {
            out.put(name, params.members("ContextEntries.member." + i + ".ContextKeyValues"));
            name = params.get("ContextEntries.member." + (i + 1) + ".ContextKeyName");
        }
        return out;
    }

    private static void result(
            Xml x, Call call, Cell cell, Policies policies, Principal who, Map<String, List<String>> context) {
        Request request = new Request(cell.action(), List.of(cell.resource()), who, context, false);
        Request open = new Request(cell.action(), List.of(cell.resource()), who, context, true);
        List<String> missing = Evaluator.evaluate(open, policies).missing().stream()
                .filter(Missing.Key.class::isInstance)
                .map(key -> ((Missing.Key) key).key())
                .distinct()
                .toList();
        x.text("EvalActionName", cell.action())
                .text("EvalResourceName", cell.resource())
                .text("EvalDecision", word(Evaluator.evaluate(request, policies)))
                .list("MatchedStatements", List.<String>of(), (m, none) -> m.text("SourcePolicyId", none))
                .element("MissingContextValues", m -> missing.forEach(key -> m.text("member", key)));
        Attached everything = call.authorizer().document(Organization.FULL_ACCESS.content(), PolicyKind.IDENTITY);
        Attached boundary = policies.boundary();
        if (boundary != null) {
            allowed(x, "PermissionsBoundary", request, Policies.none().withIdentity(List.of(boundary)));
        }
        if (call.caller().organization() != null) {
            allowed(
                    x,
                    "Organizations",
                    request,
                    Policies.none().withIdentity(List.of(everything)).withScps(policies.scps()));
        }
    }

    private static void allowed(Xml x, String by, Request request, Policies limits) {
        String account = request.principal().accountId().orElse("");
        boolean passes =
                Evaluator.evaluate(request, limits.withResourceAccount(account)).allowed();
        x.element(by + "DecisionDetail", d -> d.text("AllowedBy" + by, passes));
    }

    /** What AWS's documentation does not settle is no yes here either. */
    private static String word(Decision decision) {
        return switch (decision.outcome()) {
            case ALLOWED -> "allowed";
            case EXPLICIT_DENY -> "explicitDeny";
            case IMPLICIT_DENY, UNKNOWN -> "implicitDeny";
        };
    }
}
