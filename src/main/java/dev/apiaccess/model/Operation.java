// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** Every AWS operation that we call, for budgets, metrics, the audit log and the published IAM policy. */
public enum Operation {
    GET_CALLER_IDENTITY(Service.STS, false),
    GET_ACCOUNT_AUTHORIZATION_DETAILS(Service.IAM, false),
    GET_ACCOUNT_SUMMARY(Service.IAM, false),
    GET_POLICY(Service.IAM, false),
    GET_POLICY_VERSION(Service.IAM, false),
    LIST_POLICY_VERSIONS(Service.IAM, false),
    LIST_ENTITIES_FOR_POLICY(Service.IAM, false),
    CREATE_POLICY(Service.IAM, true),
    CREATE_POLICY_VERSION(Service.IAM, true),
    DELETE_POLICY_VERSION(Service.IAM, true),
    DELETE_POLICY(Service.IAM, true),
    TAG_POLICY(Service.IAM, true),
    ATTACH_POLICY(Service.IAM, true),
    DETACH_POLICY(Service.IAM, true),
    GET_REST_APIS(Service.API_GATEWAY, false),
    GET_REST_API(Service.API_GATEWAY, false),
    GET_RESOURCES(Service.API_GATEWAY, false),
    GET_STAGES(Service.API_GATEWAY, false),
    GET_DEPLOYMENTS(Service.API_GATEWAY, false),
    GET_DEPLOYMENT(Service.API_GATEWAY, false),
    GET_EXPORT(Service.API_GATEWAY, false),
    GET_ACCOUNT(Service.API_GATEWAY, false),
    GET_AUTHORIZERS(Service.API_GATEWAY, false),
    TEST_INVOKE_AUTHORIZER(Service.API_GATEWAY, false),
    GET_USAGE_PLANS(Service.API_GATEWAY, false),
    GET_USAGE_PLAN(Service.API_GATEWAY, false),
    GET_USAGE_PLAN_KEYS(Service.API_GATEWAY, false),
    GET_USAGE(Service.API_GATEWAY, false),
    GET_API_KEYS(Service.API_GATEWAY, false),
    GET_API_KEY(Service.API_GATEWAY, false),
    CREATE_USAGE_PLAN(Service.API_GATEWAY, true),
    UPDATE_USAGE_PLAN(Service.API_GATEWAY, true),
    DELETE_USAGE_PLAN(Service.API_GATEWAY, true),
    CREATE_API_KEY(Service.API_GATEWAY, true),
    IMPORT_API_KEYS(Service.API_GATEWAY, true),
    UPDATE_API_KEY(Service.API_GATEWAY, true),
    DELETE_API_KEY(Service.API_GATEWAY, true),
    CREATE_USAGE_PLAN_KEY(Service.API_GATEWAY, true),
    DELETE_USAGE_PLAN_KEY(Service.API_GATEWAY, true),
    UPDATE_USAGE(Service.API_GATEWAY, true),
    TAG_RESOURCE(Service.API_GATEWAY, true),
    CREATE_AUTHORIZER(Service.API_GATEWAY, true),
    DELETE_AUTHORIZER(Service.API_GATEWAY, true),
    UPDATE_METHOD(Service.API_GATEWAY, true),
    UPDATE_REST_API(Service.API_GATEWAY, true),
    CREATE_DEPLOYMENT(Service.API_GATEWAY, true),
    DELETE_DEPLOYMENT(Service.API_GATEWAY, true),
    UPDATE_STAGE(Service.API_GATEWAY, true),
    DESCRIBE_ALARMS(Service.CLOUDWATCH, false),
    LIST_TAGS_FOR_RESOURCE(Service.CLOUDWATCH, false),
    PUT_METRIC_ALARM(Service.CLOUDWATCH, true),
    DELETE_ALARMS(Service.CLOUDWATCH, true),
    SIMULATE_PRINCIPAL_POLICY(Service.IAM, false),
    DESCRIBE_ORGANIZATION(Service.ORGANIZATIONS, false),
    LIST_PARENTS(Service.ORGANIZATIONS, false),
    LIST_POLICIES_FOR_TARGET(Service.ORGANIZATIONS, false),
    DESCRIBE_POLICY(Service.ORGANIZATIONS, false),
    FILTER_LOG_EVENTS(Service.CLOUDWATCH_LOGS, false);

    /** The scope in which a service counts calls and keeps things. */
    public enum Scope {
        /** Once for an account. */
        GLOBAL,
        /** In every region separately. */
        REGIONAL
    }

    /** The AWS service that an operation belongs to, each with limits of its own; named as the SDK's variables name it. */
    public enum Service {
        STS(Scope.GLOBAL),
        IAM(Scope.GLOBAL),
        API_GATEWAY(Scope.REGIONAL),
        CLOUDWATCH(Scope.REGIONAL),
        ORGANIZATIONS(Scope.GLOBAL),
        CLOUDWATCH_LOGS(Scope.REGIONAL);

        private final Scope scope;

        Service(Scope scope) {
            this.scope = scope;
        }

        public Scope scope() {
            return scope;
        }

        /** The place in which the service counts a call for a region. */
        public Place place(String accountId, String region) {
            return switch (scope) {
                case GLOBAL -> Place.global(accountId);
                case REGIONAL -> new Place(accountId, region);
            };
        }
    }

    private final Service service;
    private final boolean write;

    Operation(Service service, boolean write) {
        this.service = service;
        this.write = write;
    }

    public Service service() {
        return service;
    }

    /** Whether the operator calls it. The others only people call, by the command line: they need no budget, metric or right there. */
    public boolean ofOperator() {
        return service != Service.ORGANIZATIONS
                && service != Service.CLOUDWATCH_LOGS
                && this != SIMULATE_PRINCIPAL_POLICY;
    }

    /** Whether the operation changes anything in AWS. */
    public boolean write() {
        return write;
    }

    /** The name as AWS documents it, for example {@code UpdateUsagePlan}. */
    public String awsName() {
        var text = new StringBuilder();
        for (var word : name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return text.toString();
    }
}
