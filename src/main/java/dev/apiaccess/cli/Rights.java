// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.Permission;
import dev.apiaccess.model.Operation;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** IAM rights required for each of our operations. A new operation does not compile without its rights. */
final class Rights {

    /** The statements of the account's policy, in its order. */
    enum Group {
        READ_IAM("ReadIam"),
        READ_AWS_POLICIES("ReadPoliciesOfAws"),
        OWN_POLICIES("OwnPolicies"),
        ATTACH_OWN_POLICIES("AttachOwnPolicies"),
        READ_GATEWAY("ReadGateway"),
        CREATE_TAGGED("CreateTaggedPlansAndKeys"),
        IMPORT_KEYS("ImportKeys"),
        TAG_OWN("TagPlansAndKeys"),
        CHANGE_OWN("ChangeOwnPlansAndKeys"),
        PUT_KEYS("PutKeysInPlans"),
        TAKE_KEYS("TakeKeysFromPlans"),
        CARRY_QUOTAS("CarryQuotas"),
        PROTECT_METHODS("ProtectMethods"),
        MAKE_AUTHORIZERS("MakeAuthorizers"),
        PASS_ROLES("PassRolesOfAuthorizers"),
        WRITE_RESOURCE_POLICIES("WriteResourcePolicies"),
        DEPLOY("DeployApis"),
        CHANGE_STAGES("ChangeStages"),
        READ_ALARMS("ReadAlarms"),
        OWN_ALARMS("OwnAlarms"),
        READ_ORGANIZATION("ReadOrganization"),
        READ_ACCESS_LOGS("ReadAccessLogs");

        private final String sid;

        Group(String sid) {
            this.sid = sid;
        }

        String sid() {
            return sid;
        }
    }

    /**
     * One right.
     *
     * @param target the resource: {@code *}, a kind of principal, or the path of a policy or of something in API Gateway
     */
    record Right(Group group, String action, String target) {}

    static final String ANYTHING = "*";

    /** Permissions that lead to policies beside the claim. */
    static final Set<Permission> OF_RULES = Set.of(Permission.Grant, Permission.Deny);

    static final String POLICIES = "policies";

    /** The managed policies of AWS, which principals may have beside ours. */
    static final String OF_AWS = "policies of AWS";

    /** All that is read of an account to say who may call what. */
    static final Set<Operation> OF_ACCESS = Set.of(
            Operation.GET_CALLER_IDENTITY,
            Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
            Operation.GET_REST_APIS,
            Operation.GET_STAGES,
            Operation.GET_DEPLOYMENT,
            Operation.GET_EXPORT,
            Operation.GET_USAGE_PLANS,
            Operation.GET_USAGE_PLAN_KEYS,
            Operation.GET_API_KEYS,
            Operation.SIMULATE_PRINCIPAL_POLICY,
            Operation.DESCRIBE_ORGANIZATION,
            Operation.LIST_PARENTS,
            Operation.LIST_POLICIES_FOR_TARGET,
            Operation.DESCRIBE_POLICY);

    /** One API and nothing below it, as AWS's own policies write it: ids have ten characters, and a star crosses slashes. */
    private static final String API = "/restapis/??????????";

    /** Methods by the lengths of verbs: with a star it would be their integrations too, and with them where calls go. */
    private static final List<String> METHODS = Stream.of("???", "????", "?????", "??????", "???????")
            .map(verb -> "/restapis/*/resources/*/methods/" + verb)
            .toList();

    /** Alarms whose names begin as ours do. */
    private static final String ALARMS = "alarms";

    private static final String PLANS = "/usageplans";
    private static final String PLAN = PLANS + "/*";
    private static final String PLAN_KEYS = PLAN + "/keys";
    private static final String KEYS = "/apikeys";
    private static final String KEY = KEYS + "/*";

    private Rights() {}

    static List<Right> of(Operation operation) {
        return switch (operation) {
            // AWS requires no right for this.
            case GET_CALLER_IDENTITY -> List.of();
            case GET_ACCOUNT_AUTHORIZATION_DETAILS, GET_ACCOUNT_SUMMARY, SIMULATE_PRINCIPAL_POLICY ->
                List.of(new Right(Group.READ_IAM, "iam:" + operation.awsName(), ANYTHING));
            case GET_POLICY, GET_POLICY_VERSION ->
                List.of(
                        new Right(Group.OWN_POLICIES, "iam:" + operation.awsName(), POLICIES),
                        new Right(Group.READ_AWS_POLICIES, "iam:" + operation.awsName(), OF_AWS));
            case LIST_POLICY_VERSIONS,
                    LIST_ENTITIES_FOR_POLICY,
                    CREATE_POLICY,
                    CREATE_POLICY_VERSION,
                    DELETE_POLICY_VERSION,
                    DELETE_POLICY,
                    TAG_POLICY -> List.of(new Right(Group.OWN_POLICIES, "iam:" + operation.awsName(), POLICIES));
            case ATTACH_POLICY -> attachments("Attach");
            case DETACH_POLICY -> attachments("Detach");
            case GET_REST_APIS -> read("/restapis");
            case GET_REST_API -> read(API);
            case GET_RESOURCES -> read("/restapis/*/resources");
            case GET_DEPLOYMENTS -> read("/restapis/*/deployments");
            case UPDATE_METHOD ->
                METHODS.stream()
                        .flatMap(path -> one(Group.PROTECT_METHODS, "PATCH", path).stream())
                        .toList();
            // AWS asks for a right of its own beside PATCH for the resource policy.
            case UPDATE_REST_API ->
                List.of(
                        new Right(Group.WRITE_RESOURCE_POLICIES, "apigateway:PATCH", API),
                        new Right(Group.WRITE_RESOURCE_POLICIES, "apigateway:UpdateRestApiPolicy", API));
            case CREATE_DEPLOYMENT -> one(Group.DEPLOY, "POST", "/restapis/*/deployments");
            case GET_AUTHORIZERS -> read("/restapis/*/authorizers");
            // The role with which API Gateway calls a function is handed over.
            case CREATE_AUTHORIZER ->
                List.of(
                        new Right(Group.MAKE_AUTHORIZERS, "apigateway:POST", "/restapis/*/authorizers"),
                        new Right(Group.PASS_ROLES, "iam:PassRole", "role"));
            case TEST_INVOKE_AUTHORIZER -> one(Group.MAKE_AUTHORIZERS, "POST", "/restapis/*/authorizers/*");
            case DELETE_AUTHORIZER -> one(Group.MAKE_AUTHORIZERS, "DELETE", "/restapis/*/authorizers/*");
            case DELETE_DEPLOYMENT -> one(Group.DEPLOY, "DELETE", "/restapis/*/deployments/*");
            case UPDATE_STAGE -> one(Group.CHANGE_STAGES, "PATCH", "/restapis/*/stages/*");
            // AWS bounds a list by no name.
            case DESCRIBE_ALARMS ->
                List.of(new Right(Group.READ_ALARMS, "cloudwatch:" + operation.awsName(), ANYTHING));
            case LIST_TAGS_FOR_RESOURCE, DELETE_ALARMS ->
                List.of(new Right(Group.OWN_ALARMS, "cloudwatch:" + operation.awsName(), ALARMS));
            // An alarm is made with its tags, for which AWS asks for a right of its own.
            case PUT_METRIC_ALARM ->
                List.of(
                        new Right(Group.OWN_ALARMS, "cloudwatch:" + operation.awsName(), ALARMS),
                        new Right(Group.OWN_ALARMS, "cloudwatch:TagResource", ALARMS));
            case GET_STAGES -> read("/restapis/*/stages");
            case GET_DEPLOYMENT -> read("/restapis/*/deployments/*");
            case GET_EXPORT -> read("/restapis/*/stages/*/exports/*");
            case GET_ACCOUNT -> read("/account");
            case GET_USAGE_PLANS -> read(PLANS);
            // The keys and the usage of a plan are below it, and a wildcard crosses slashes.
            case GET_USAGE_PLAN, GET_USAGE_PLAN_KEYS, GET_USAGE -> read(PLAN);
            case GET_API_KEYS -> read(KEYS);
            case GET_API_KEY -> read(KEY);
            case CREATE_USAGE_PLAN -> createTagged(PLANS);
            case CREATE_API_KEY -> createTagged(KEYS);
            case IMPORT_API_KEYS -> one(Group.IMPORT_KEYS, "POST", KEYS);
            case UPDATE_USAGE_PLAN -> one(Group.CHANGE_OWN, "PATCH", PLAN);
            case DELETE_USAGE_PLAN -> one(Group.CHANGE_OWN, "DELETE", PLAN);
            case UPDATE_API_KEY -> one(Group.CHANGE_OWN, "PATCH", KEY);
            case DELETE_API_KEY -> one(Group.CHANGE_OWN, "DELETE", KEY);
            case CREATE_USAGE_PLAN_KEY -> one(Group.PUT_KEYS, "POST", PLAN_KEYS);
            case DELETE_USAGE_PLAN_KEY -> one(Group.TAKE_KEYS, "DELETE", PLAN_KEYS + "/*");
            case UPDATE_USAGE -> one(Group.CARRY_QUOTAS, "PATCH", PLAN_KEYS + "/*/usage");
            case FILTER_LOG_EVENTS ->
                List.of(new Right(Group.READ_ACCESS_LOGS, "logs:" + operation.awsName(), "log groups"));
            case TAG_RESOURCE -> one(Group.TAG_OWN, "PUT", "/tags/*");
            // What is asked about has ids that only these calls tell.
            case DESCRIBE_ORGANIZATION, LIST_PARENTS, LIST_POLICIES_FOR_TARGET, DESCRIBE_POLICY ->
                List.of(new Right(Group.READ_ORGANIZATION, "organizations:" + operation.awsName(), ANYTHING));
        };
    }

    /**
     * The permissions in a tenant's {@code may} that lead to an operation. Empty when every connection needs it: sweeps read all slices,
     * and the claim on the cluster id is a policy of ours too.
     */
    static Set<Permission> words(Operation operation) {
        return switch (operation) {
            case ATTACH_POLICY, DETACH_POLICY -> OF_RULES;
            case GET_EXPORT ->
                Set.of(
                        Permission.Grant,
                        Permission.Deny,
                        Permission.Protect,
                        Permission.Fence,
                        Permission.Observe,
                        Permission.Redeploy);
            case GET_DEPLOYMENT ->
                Set.of(
                        Permission.Grant,
                        Permission.Deny,
                        Permission.RateLimit,
                        Permission.Protect,
                        Permission.Fence,
                        Permission.Observe,
                        Permission.Redeploy);
            case CREATE_USAGE_PLAN, UPDATE_USAGE_PLAN, DELETE_USAGE_PLAN -> Set.of(Permission.RateLimit);
            case CREATE_API_KEY,
                    IMPORT_API_KEYS,
                    UPDATE_API_KEY,
                    DELETE_API_KEY,
                    CREATE_USAGE_PLAN_KEY,
                    DELETE_USAGE_PLAN_KEY,
                    UPDATE_USAGE -> Set.of(Permission.Key);
            case GET_REST_API, GET_RESOURCES, GET_DEPLOYMENTS, GET_AUTHORIZERS ->
                Set.of(Permission.Protect, Permission.Fence, Permission.Observe, Permission.Redeploy);
            case GET_ACCOUNT, DESCRIBE_ALARMS, LIST_TAGS_FOR_RESOURCE, PUT_METRIC_ALARM, DELETE_ALARMS ->
                Set.of(Permission.Observe);
            case UPDATE_METHOD, CREATE_AUTHORIZER, DELETE_AUTHORIZER, TEST_INVOKE_AUTHORIZER ->
                Set.of(Permission.Protect);
            case UPDATE_REST_API -> Set.of(Permission.Fence);
            case CREATE_DEPLOYMENT, DELETE_DEPLOYMENT -> Set.of(Permission.Redeploy);
            case UPDATE_STAGE -> Set.of(Permission.Protect, Permission.Observe, Permission.Redeploy);
            case TAG_RESOURCE -> Set.of(Permission.RateLimit, Permission.Key);
            default -> Set.of();
        };
    }

    private static List<Right> attachments(String verb) {
        return List.of(
                new Right(Group.ATTACH_OWN_POLICIES, "iam:" + verb + "GroupPolicy", "group"),
                new Right(Group.ATTACH_OWN_POLICIES, "iam:" + verb + "RolePolicy", "role"),
                new Right(Group.ATTACH_OWN_POLICIES, "iam:" + verb + "UserPolicy", "user"));
    }

    private static List<Right> read(String path) {
        return one(Group.READ_GATEWAY, "GET", path);
    }

    /** Creating with tags requires PUT beside POST. */
    private static List<Right> createTagged(String path) {
        return List.of(
                new Right(Group.CREATE_TAGGED, "apigateway:POST", path),
                new Right(Group.CREATE_TAGGED, "apigateway:PUT", path));
    }

    private static List<Right> one(Group group, String verb, String path) {
        return List.of(new Right(group, "apigateway:" + verb, path));
    }
}
