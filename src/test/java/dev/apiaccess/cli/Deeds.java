// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.EmulatorOptions;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * Everything that the operator does to AWS, one deed for every method of the ports, each for itself: root makes what a deed
 * needs, a role under the policy in question does it.
 */
final class Deeds implements AutoCloseable {

    static final String ACCOUNT = "111122223333";
    static final String CLUSTER = "prod";
    private static final String REGION = "eu-west-1";
    static final Map<String, String> OURS =
            Map.of("apiaccess.dev/cluster", CLUSTER, "apiaccess.dev/managed-by", "apiaccess");
    private static final PolicyDocument DOCUMENT = PolicyReader.read(
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\","
                    + "\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:abcdefghij/prod/GET/\"}}");

    /** One call of the operator. */
    record Deed(Operation operation, String name, Runnable call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final AtomicInteger names = new AtomicInteger();
    private final SdkAwsConnector rootConnector;
    private final SdkAwsConnector operatorConnector;
    private final AwsAccess root;
    private final AwsAccess operator;
    private final IamClient iam;

    Deeds() {
        var made = emulator.createAccount(ACCOUNT);
        var rootKeys = keys(made.accessKeyId(), made.secretAccessKey());
        iam = IamClient.builder()
                .httpClient(Apache5HttpClient.create())
                .endpointOverride(emulator.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(rootKeys)
                .build();
        for (var name : List.of("operator", "alice")) {
            iam.createUser(r -> r.userName(name));
        }
        iam.createGroup(r -> r.groupName("analysts"));
        iam.createRole(r -> r.roleName("web").path("/apps/").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"AWS":"111122223333"}}}"""));
        var role = iam.createRole(r -> r.roleName("apiaccess").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"AWS":"arn:aws:iam::111122223333:user/operator"}}}"""))
                .role()
                .arn();
        var own = iam.createAccessKey(r -> r.userName("operator")).accessKey();
        rootConnector = connector(rootKeys);
        operatorConnector = connector(keys(own.accessKeyId(), own.secretAccessKey()));
        root = rootConnector.open(new AwsConnector.Settings("root", null, null));
        operator = operatorConnector.open(new AwsConnector.Settings("operator", role, null));
    }

    /** Puts the operator under a policy. */
    void under(PolicyDocument policy) {
        iam.putRolePolicy(r -> r.roleName("apiaccess").policyName("p").policyDocument(PolicyWriter.write(policy)));
    }

    IamPort iam() {
        return operator.iam();
    }

    GatewayPort gateway() {
        return operator.gateway(REGION);
    }

    /** What the operator called last. */
    String lastCall() {
        return emulator.calls(ACCOUNT).getLast().operation();
    }

    List<Deed> all(IamPort iam, GatewayPort gateway) {
        var deeds = new ArrayList<Deed>();
        deeds.add(new Deed(Operation.GET_CALLER_IDENTITY, "who we are", operator::callerIdentity));
        policies(deeds, iam);
        for (var principal : principals()) {
            deeds.add(new Deed(
                    Operation.ATTACH_POLICY,
                    "attach to " + principal.text(),
                    fresh(this::standing, arn -> iam.attachPolicy(arn, principal))));
            deeds.add(new Deed(
                    Operation.DETACH_POLICY,
                    "detach from " + principal.text(),
                    fresh(() -> attached(principal), arn -> iam.detachPolicy(arn, principal))));
        }
        reads(deeds, gateway);
        plans(deeds, gateway);
        keys(deeds, gateway);
        apis(deeds, gateway);
        alarms(deeds, operator.alarms(REGION));
        return deeds;
    }

    /** What every connection does, whatever its tenants may: claim the cluster id, look after the claim, take it over, give it up. */
    List<Deed> claim(IamPort iam) {
        var deeds = new ArrayList<Deed>();
        deeds.add(new Deed(Operation.CREATE_POLICY, "claim the cluster id", () -> {
            unclaimed();
            iam.createPolicy(newClaim(), OURS);
        }));
        policies(deeds, iam, "claim", this::claimed);
        return deeds;
    }

    private void policies(List<Deed> deeds, IamPort iam) {
        deeds.add(new Deed(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, "sweep", () -> iam.accountDetails(null)));
        deeds.add(new Deed(Operation.GET_ACCOUNT_SUMMARY, "quotas", iam::accountQuotas));
        deeds.add(new Deed(Operation.CREATE_POLICY, "create a policy", () -> iam.createPolicy(newPolicy(), OURS)));
        policies(deeds, iam, "policy", this::policy);
        var ofAws = "arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess";
        deeds.add(new Deed(Operation.GET_POLICY, "read a policy of AWS", () -> iam.getPolicy(ofAws)));
        deeds.add(new Deed(
                Operation.GET_POLICY_VERSION,
                "read the document of a policy of AWS",
                () -> iam.getPolicyText(ofAws, "v1")));
    }

    private void policies(List<Deed> deeds, IamPort iam, String what, java.util.function.Supplier<String> made) {
        deeds.add(new Deed(Operation.GET_POLICY, "read a " + what, fresh(made, iam::getPolicy)));
        deeds.add(new Deed(
                Operation.GET_POLICY_VERSION,
                "read the document of a " + what,
                fresh(made, arn -> iam.getPolicyVersion(arn, "v1"))));
        deeds.add(new Deed(
                Operation.LIST_POLICY_VERSIONS, "list versions of a " + what, fresh(made, iam::listPolicyVersions)));
        deeds.add(new Deed(
                Operation.LIST_ENTITIES_FOR_POLICY,
                "list attachments of a " + what,
                fresh(made, arn -> iam.listEntitiesForPolicy(arn, null))));
        deeds.add(new Deed(
                Operation.CREATE_POLICY_VERSION,
                "change a " + what,
                fresh(made, arn -> iam.createPolicyVersion(arn, DOCUMENT))));
        deeds.add(new Deed(
                Operation.DELETE_POLICY_VERSION,
                "delete a version of a " + what,
                fresh(() -> changed(made.get()), arn -> iam.deletePolicyVersion(arn, "v1"))));
        deeds.add(new Deed(Operation.DELETE_POLICY, "delete a " + what, fresh(made, iam::deletePolicy)));
        deeds.add(new Deed(Operation.TAG_POLICY, "tag a " + what, fresh(made, arn -> iam.tagPolicy(arn, OURS))));
    }

    private void reads(List<Deed> deeds, GatewayPort gateway) {
        deeds.add(new Deed(Operation.GET_REST_APIS, "list APIs", () -> gateway.getRestApis(null)));
        deeds.add(new Deed(Operation.GET_STAGES, "list stages", () -> gateway.getStages("abcdefghij")));
        deeds.add(new Deed(
                Operation.GET_DEPLOYMENT, "read a deployment", () -> gateway.getDeployment("abcdefghij", "abcdef")));
        deeds.add(new Deed(Operation.GET_EXPORT, "export a stage", () -> gateway.getExport("abcdefghij", "prod")));
        deeds.add(new Deed(Operation.GET_REST_API, "read an API", () -> gateway.getRestApi("abcdefghij")));
        deeds.add(
                new Deed(Operation.GET_RESOURCES, "read its methods", () -> gateway.getResources("abcdefghij", null)));
        deeds.add(new Deed(
                Operation.GET_DEPLOYMENTS, "list deployments", () -> gateway.getDeployments("abcdefghij", null)));
        deeds.add(new Deed(
                Operation.GET_AUTHORIZERS, "list authorizers", () -> gateway.getAuthorizers("abcdefghij", null)));
        deeds.add(new Deed(Operation.GET_ACCOUNT, "read the role that writes logs", gateway::cloudWatchRole));
        deeds.add(new Deed(Operation.GET_USAGE_PLANS, "list plans", () -> gateway.getUsagePlans(null)));
        deeds.add(new Deed(Operation.GET_USAGE_PLAN, "read a plan", fresh(this::plan, gateway::getUsagePlan)));
        deeds.add(new Deed(
                Operation.GET_USAGE_PLANS,
                "plans of a key",
                fresh(this::key, id -> gateway.getUsagePlansOfKey(id, null))));
        deeds.add(new Deed(
                Operation.GET_USAGE_PLAN_KEYS,
                "keys of a plan",
                fresh(this::plan, id -> gateway.getUsagePlanKeys(id, null))));
        var day = LocalDate.parse("2026-01-31");
        deeds.add(new Deed(
                Operation.GET_USAGE,
                "usage of a plan",
                fresh(this::plan, id -> gateway.getUsage(id, day, day, Set.of(), null))));
        deeds.add(new Deed(Operation.GET_API_KEYS, "list keys", () -> gateway.getApiKeys(null)));
        deeds.add(new Deed(Operation.GET_API_KEY, "read a key", fresh(this::key, gateway::getApiKey)));
        var value = new KeyValue("a-value-that-nobody-has-0001");
        deeds.add(new Deed(
                Operation.GET_API_KEY, "compare its value", fresh(this::key, id -> gateway.hasValue(id, value))));
    }

    /** What is there of an API decides nothing: a call that is allowed says that there is none. */
    private static void apis(List<Deed> deeds, GatewayPort gateway) {
        for (var verb : List.of("GET", "POST", "PATCH", "DELETE", "OPTIONS")) {
            deeds.add(new Deed(
                    Operation.UPDATE_METHOD,
                    "protect " + verb,
                    () -> gateway.updateMethod(
                            "abcdefghij",
                            "abcdef",
                            verb,
                            List.of(new PatchOperation("replace", "/authorizationType", "AWS_IAM")))));
        }
        for (var authorizer : List.of(
                function(ACCOUNT),
                Authorizer.pools(
                        "people", List.of("arn:aws:cognito-idp:" + REGION + ":" + ACCOUNT + ":userpool/p"), "", 300))) {
            deeds.add(new Deed(
                    Operation.CREATE_AUTHORIZER,
                    "make an authorizer of " + authorizer.type(),
                    () -> gateway.createAuthorizer("abcdefghij", authorizer)));
        }
        deeds.add(new Deed(
                Operation.TEST_INVOKE_AUTHORIZER,
                "try an authorizer",
                () -> gateway.testAuthorizer(
                        "abcdefghij",
                        new ExistingAuthorizer("abcdef", function(ACCOUNT), new ExistingAuthorizer.Trial.Untried()))));
        deeds.add(new Deed(
                Operation.DELETE_AUTHORIZER,
                "delete an authorizer",
                () -> gateway.deleteAuthorizer("abcdefghij", "abcdef")));
        deeds.add(new Deed(
                Operation.UPDATE_REST_API,
                "write a resource policy",
                () -> gateway.updateRestApi("abcdefghij", List.of(new PatchOperation("replace", "/policy", "")))));
        deeds.add(new Deed(
                Operation.CREATE_DEPLOYMENT, "deploy", () -> gateway.createDeployment("abcdefghij", "described")));
        deeds.add(new Deed(
                Operation.DELETE_DEPLOYMENT,
                "delete a deployment",
                () -> gateway.deleteDeployment("abcdefghij", "abcdef")));
        deeds.add(new Deed(
                Operation.UPDATE_STAGE,
                "move a stage",
                () -> gateway.updateStage(
                        "abcdefghij", "prod", List.of(new PatchOperation("replace", "/deploymentId", "abcdef")))));
    }

    /** An authorizer that calls a function of an account. */
    static Authorizer function(String account) {
        return Authorizer.lambda(
                "check",
                Authorizer.TOKEN,
                "arn:aws:lambda:" + REGION + ":" + account + ":function:check",
                "",
                List.of(),
                300);
    }

    private void alarms(List<Deed> deeds, AlarmPort alarms) {
        var naming = new Naming(CLUSTER);
        deeds.add(new Deed(
                Operation.DESCRIBE_ALARMS, "list alarms", () -> alarms.describeAlarms(naming.alarmPrefix(), null)));
        deeds.add(new Deed(
                Operation.LIST_TAGS_FOR_RESOURCE,
                "read the tags of an alarm",
                () -> alarms.tags("arn:aws:cloudwatch:" + REGION + ":" + ACCOUNT + ":alarm:" + alarm().name())));
        deeds.add(new Deed(Operation.PUT_METRIC_ALARM, "set an alarm", () -> alarms.putMetricAlarm(alarm(), OURS)));
        deeds.add(new Deed(
                Operation.DELETE_ALARMS, "delete an alarm", () -> alarms.deleteAlarms(List.of(alarm().name()))));
    }

    private static Alarm alarm() {
        var name = new Naming(CLUSTER).alarmName("orders", "orders", "refusals", "prod");
        return new Alarm(name, "described", "4XXError", "orders", "prod", 60, 1, new TreeSet<>());
    }

    private void plans(List<Deed> deeds, GatewayPort gateway) {
        deeds.add(
                new Deed(Operation.CREATE_USAGE_PLAN, "create a plan", () -> gateway.createUsagePlan(newPlan(), OURS)));
        deeds.add(new Deed(
                Operation.UPDATE_USAGE_PLAN,
                "change a plan",
                fresh(
                        this::plan,
                        id -> gateway.updateUsagePlan(
                                id, List.of(new PatchOperation("replace", "/name", "changed"))))));
        deeds.add(new Deed(Operation.DELETE_USAGE_PLAN, "delete a plan", fresh(this::plan, gateway::deleteUsagePlan)));
        deeds.add(new Deed(
                Operation.TAG_RESOURCE, "tag a plan", fresh(this::plan, id -> gateway.tagUsagePlan(id, OURS))));
    }

    private void keys(List<Deed> deeds, GatewayPort gateway) {
        deeds.add(new Deed(
                Operation.CREATE_API_KEY, "create a key", () -> gateway.createApiKey(newKey(), value(), OURS)));
        deeds.add(new Deed(
                Operation.IMPORT_API_KEYS,
                "import keys",
                () -> gateway.importApiKeys(List.of(new GatewayPort.Import(newKey(), value())))));
        deeds.add(new Deed(
                Operation.UPDATE_API_KEY,
                "switch off a key",
                fresh(
                        this::key,
                        id -> gateway.updateApiKey(id, List.of(new PatchOperation("replace", "/enabled", "false"))))));
        deeds.add(new Deed(Operation.DELETE_API_KEY, "delete a key", fresh(this::key, gateway::deleteApiKey)));
        deeds.add(new Deed(Operation.TAG_RESOURCE, "tag a key", fresh(this::key, id -> gateway.tagApiKey(id, OURS))));
        deeds.add(new Deed(
                Operation.CREATE_USAGE_PLAN_KEY,
                "put a key into a plan",
                fresh(this::plan, id -> gateway.createUsagePlanKey(id, key()))));
        deeds.add(new Deed(Operation.DELETE_USAGE_PLAN_KEY, "take a key out of a plan", () -> {
            var plan = plan();
            var key = key();
            root.gateway(REGION).createUsagePlanKey(plan, key);
            gateway.deleteUsagePlanKey(plan, key);
        }));
        deeds.add(new Deed(Operation.UPDATE_USAGE, "carry a quota over", () -> {
            var plan = root.gateway(REGION)
                    .createUsagePlan(
                            new UsagePlan(
                                    "plan-" + names.incrementAndGet(),
                                    "described",
                                    null,
                                    new Quota(10, Quota.Period.MONTH),
                                    new TreeMap<>()),
                            OURS)
                    .id();
            var key = key();
            root.gateway(REGION).createUsagePlanKey(plan, key);
            gateway.updateUsage(plan, key, 5);
        }));
    }

    static List<PrincipalRef> principals() {
        return List.of(
                new PrincipalRef(PrincipalRef.Kind.ROLE, "/apps/", "web"),
                new PrincipalRef(PrincipalRef.Kind.USER, "/", "alice"),
                new PrincipalRef(PrincipalRef.Kind.GROUP, "/", "analysts"));
    }

    ManagedPolicy newPolicy() {
        return newPolicy("/apiaccess/" + CLUSTER + "/");
    }

    ManagedPolicy newPolicy(String path) {
        return new ManagedPolicy(path, "aa-" + names.incrementAndGet(), "described", DOCUMENT, new TreeSet<>());
    }

    UsagePlan newPlan() {
        return new UsagePlan("plan-" + names.incrementAndGet(), "described", null, null, new TreeMap<>());
    }

    ApiKey newKey() {
        return new ApiKey("key-" + names.incrementAndGet(), "described", true, new TreeSet<>());
    }

    KeyValue value() {
        return new KeyValue("valueOfAKeyWithoutMeaning%06d".formatted(names.incrementAndGet()));
    }

    String policy(String path) {
        return root.iam().createPolicy(newPolicy(path), Map.of()).arn();
    }

    String plan(Map<String, String> tags) {
        return root.gateway(REGION).createUsagePlan(newPlan(), tags).id();
    }

    String key(Map<String, String> tags) {
        return root.gateway(REGION).createApiKey(newKey(), value(), tags).id();
    }

    private String policy() {
        return root.iam().createPolicy(newPolicy(), OURS).arn();
    }

    private String changed(String arn) {
        root.iam().createPolicyVersion(arn, DOCUMENT);
        return arn;
    }

    private static ManagedPolicy newClaim() {
        var naming = new Naming(CLUSTER);
        return new ManagedPolicy(
                naming.policyPath(), naming.claimName(), naming.claimDescription("f"), DOCUMENT, new TreeSet<>());
    }

    private String claimed() {
        unclaimed();
        return root.iam().createPolicy(newClaim(), OURS).arn();
    }

    private void unclaimed() {
        var naming = new Naming(CLUSTER);
        var arn = naming.policyArn("aws", ACCOUNT, naming.claimName());
        root.iam().getPolicy(arn).ifPresent(head -> {
            root.iam().listPolicyVersions(arn).stream()
                    .filter(version -> !version.equals(head.defaultVersionId()))
                    .forEach(version -> root.iam().deletePolicyVersion(arn, version));
            root.iam().deletePolicy(arn);
        });
    }

    /** One for all, since a principal carries ten policies at most. */
    private String standing() {
        var arn = "arn:aws:iam::" + ACCOUNT + ":policy/apiaccess/" + CLUSTER + "/standing";
        if (root.iam().getPolicy(arn).isEmpty()) {
            root.iam()
                    .createPolicy(
                            new ManagedPolicy("/apiaccess/" + CLUSTER + "/", "standing", "", DOCUMENT, new TreeSet<>()),
                            OURS);
        }
        return arn;
    }

    private String attached(PrincipalRef principal) {
        var arn = standing();
        root.iam().attachPolicy(arn, principal);
        return arn;
    }

    private String plan() {
        return plan(OURS);
    }

    private String key() {
        return key(OURS);
    }

    private static Runnable fresh(java.util.function.Supplier<String> made, java.util.function.Consumer<String> deed) {
        return () -> deed.accept(made.get());
    }

    private static AwsCredentialsProvider keys(String id, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
    }

    private SdkAwsConnector connector(AwsCredentialsProvider credentials) {
        var patience = Duration.ofSeconds(20);
        return new SdkAwsConnector(
                new ClientSettings(emulator.endpoint(), REGION, credentials, 4, patience, patience, patience));
    }

    @Override
    public void close() {
        root.close();
        operator.close();
        rootConnector.close();
        operatorConnector.close();
        iam.close();
        emulator.close();
    }
}
