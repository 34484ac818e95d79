// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.OrganizationPort;
import dev.apiaccess.port.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;

/** Organizations by its JSON protocol, and what IAM's simulator says of one. */
final class SdkOrganizationPort implements OrganizationPort {

    private static final String NOT_IN_USE = "AWSOrganizationsNotInUseException";
    private static final String ALL_FEATURES = "ALL";
    private static final String BILLING_ALONE = "CONSOLIDATED_BILLING";
    private static final String SERVICE_CONTROL = "SERVICE_CONTROL_POLICY";

    /** Keys whose conditions the simulator compares as something else than texts. */
    private static final Map<String, ContextKeyTypeEnum> TYPES = Map.of(
            "aws:sourceip", ContextKeyTypeEnum.IP,
            "aws:vpcsourceip", ContextKeyTypeEnum.IP,
            "aws:currenttime", ContextKeyTypeEnum.DATE,
            "aws:tokenissuetime", ContextKeyTypeEnum.DATE,
            "aws:epochtime", ContextKeyTypeEnum.NUMERIC,
            "aws:multifactorauthage", ContextKeyTypeEnum.NUMERIC,
            "aws:multifactorauthpresent", ContextKeyTypeEnum.BOOLEAN,
            "aws:securetransport", ContextKeyTypeEnum.BOOLEAN);

    private final JsonService service;
    private final Supplier<IamClient> iam;
    private final Calls calls;

    SdkOrganizationPort(JsonService service, Supplier<IamClient> iam, Calls calls) {
        this.service = service;
        this.iam = iam;
        this.calls = calls;
    }

    @Override
    public Optional<Membership> membership() {
        try {
            return Optional.of(ask(Operation.DESCRIBE_ORGANIZATION, object(), SdkOrganizationPort::membership));
        } catch (AwsFailure failure) {
            if (failure.code().equals(NOT_IN_USE)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Nothing is taken for granted: that no policy binds is said of what was understood alone. */
    private static Membership membership(JsonNode answer) {
        var features = text(answer, "/Organization/FeatureSet");
        if (!features.equals(ALL_FEATURES) && !features.equals(BILLING_ALONE)) {
            throw misses("/Organization/FeatureSet");
        }
        return new Membership(text(answer, "/Organization/MasterAccountId"), features.equals(ALL_FEATURES));
    }

    private static String text(JsonNode answer, String pointer) {
        var found = answer.at(pointer).asText();
        if (found.isEmpty()) {
            throw misses(pointer);
        }
        return found;
    }

    private static SdkClientException misses(String pointer) {
        return SdkClientException.create("an answer that does not say " + pointer.substring(1));
    }

    @Override
    public Page<String> parents(String child, @Nullable String position) {
        return page(
                Operation.LIST_PARENTS,
                object().put("ChildId", child),
                position,
                "Parents",
                parent -> text(parent, "/Id"));
    }

    @Override
    public Page<Attached> policies(String target, @Nullable String position) {
        return page(
                Operation.LIST_POLICIES_FOR_TARGET,
                object().put("TargetId", target).put("Filter", SERVICE_CONTROL),
                position,
                "Policies",
                policy -> new Attached(text(policy, "/Id"), policy.path("Name").asText()));
    }

    @Override
    public String policy(String id) {
        return ask(Operation.DESCRIBE_POLICY, object().put("PolicyId", id), answer -> text(answer, "/Policy/Content"));
    }

    @Override
    public Optional<Simulated> allows(
            String principal, String action, String resource, Map<String, List<String>> context) {
        var entries = context.entrySet().stream()
                .filter(key -> !key.getValue().isEmpty())
                .map(key -> entry(key.getKey(), key.getValue()))
                .toList();
        var answer = calls.call(
                Operation.SIMULATE_PRINCIPAL_POLICY,
                () -> iam.get()
                        .simulatePrincipalPolicy(request -> request.policySourceArn(principal)
                                .actionNames(action)
                                .resourceArns(resource)
                                .contextEntries(entries)));
        return answer.evaluationResults().stream()
                .filter(result -> result.organizationsDecisionDetail() != null)
                .map(result -> new Simulated(
                        Boolean.TRUE.equals(result.organizationsDecisionDetail().allowedByOrganizations()),
                        List.copyOf(result.missingContextValues())))
                .findFirst();
    }

    private static ContextEntry entry(String key, List<String> values) {
        return ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType(TYPES.getOrDefault(
                        key.toLowerCase(Locale.ROOT),
                        values.size() == 1 ? ContextKeyTypeEnum.STRING : ContextKeyTypeEnum.STRING_LIST))
                .contextKeyValues(values)
                .build();
    }

    private <T> Page<T> page(
            Operation operation,
            ObjectNode request,
            @Nullable String position,
            String list,
            Function<JsonNode, T> item) {
        if (position != null) {
            request.put("NextToken", position);
        }
        return ask(operation, request, answer -> {
            if (!answer.path(list).isArray()) {
                throw misses("/" + list);
            }
            var items = new ArrayList<T>();
            answer.path(list).forEach(one -> items.add(item.apply(one)));
            return new Page<>(items, answer.path("NextToken").asText(null));
        });
    }

    private <T> T ask(Operation operation, ObjectNode request, Function<JsonNode, T> read) {
        return calls.call(operation, () -> read.apply(service.ask(operation.awsName(), request)));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
