// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.Permission;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.iam.PolicyWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the least IAM policy with which the operator works, and nothing else on standard output. */
@Command(
        name = "iam-policy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 120,
        description = {
            "Prints an IAM document that the operator needs, the smallest with which it works:",
            "  account   what the role that a connection assumes may do in its account (default)",
            "  trust     the trust policy of that role",
            "  operator  what the operator's own identity may do: assume these roles",
            "What no option gives stays a placeholder: ACCOUNT_ID, CLUSTER_ID, ROLE_NAME, OPERATOR_ARN."
        },
        footer = {
            "",
            "Examples:",
            "  apiaccess iam-policy --account 111122223333 --cluster-id prod --principals 'role/apps/*' > policy.json",
            "  aws iam put-role-policy --role-name apiaccess --policy-name apiaccess --policy-document file://policy.json",
            "",
            "  apiaccess iam-policy --account 111122223333 --cluster-id prod --may RateLimit --may Key > policy.json",
            "",
            "  apiaccess iam-policy --read-only > policy.json",
            "",
            "  apiaccess iam-policy trust --operator-arn arn:aws:iam::444455556666:role/apiaccess --external-id 4711",
            "  apiaccess iam-policy operator --account 111122223333 --account 222233334444 --role-name apiaccess"
        })
public final class IamPolicyCommand implements Callable<Integer> {

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern CLUSTER_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern ROLE_NAME = Pattern.compile("([\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}");
    private static final Pattern OPERATOR_ARN = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/.+)");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
    private static final Pattern PARTITION = Pattern.compile("aws(-[a-z]+)*");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
    private static final Pattern PRINCIPAL = Pattern.compile("(role|user|group)/[\\w+=,.@/*?-]+");

    private static final Pattern ROLE = Pattern.compile("role/[\\w+=,.@/*?-]+");

    enum Document {
        account,
        trust,
        operator
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "<document>",
            defaultValue = "account",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Document document = Document.account;

    @Option(
            names = "--account",
            paramLabel = "<id>",
            description = "The AWS account, 12 digits. Repeat it, or separate with commas, for 'operator'.",
            split = ",")
    private List<String> accounts = List.of();

    @Option(
            names = "--cluster-id",
            paramLabel = "<id>",
            description = "What APIACCESS_CLUSTER_ID is set to: bounds what is ours.")
    private @Nullable String clusterId;

    @Option(
            names = "--principals",
            paramLabel = "<pattern>",
            description =
                    "Roles, users and groups that policies may be attached to, such as 'role/apps/*'. Default: all.",
            split = ",")
    private List<String> principals = List.of();

    @Option(
            names = "--regions",
            paramLabel = "<region>",
            description = "Regions of API Gateway. Default: all.",
            split = ",")
    private List<String> regions = List.of();

    @Option(
            names = "--may",
            paramLabel = "<word>",
            description =
                    "Only what these words of a tenant's 'may' need: ${COMPLETION-CANDIDATES}. Repeat it, or separate with"
                            + " commas. Name every word that any tenant of the account has or had: what it made is cleaned"
                            + " up with these rights. Looking at the account and claiming the cluster id, with taking it"
                            + " over, are always part. Default: all.",
            completionCandidates = Words.class,
            split = ",")
    private List<String> may = List.of();

    @Option(
            names = "--pass-roles",
            paramLabel = "<pattern>",
            description =
                    "Roles with which API Gateway may call the functions of authorizers, such as 'role/authorizers/*'."
                            + " Default: none, and the functions themselves let API Gateway call them.",
            split = ",")
    private List<String> passRoles = List.of();

    @Option(
            names = "--read-only",
            description = "Only what 'collect' needs, and the questions about access that are asked of AWS.")
    private boolean readOnly;

    @Option(
            names = "--operator-arn",
            paramLabel = "<arn>",
            description = "The identity that the operator's pod runs under.")
    private @Nullable String operatorArn;

    @Option(names = "--external-id", paramLabel = "<id>", description = "The external id that the connection gives.")
    private @Nullable String externalId;

    @Option(
            names = "--role-name",
            paramLabel = "<name>",
            description = "The role of the connections, with its path if any.")
    private @Nullable String roleName;

    @Option(
            names = "--partition",
            paramLabel = "<name>",
            defaultValue = "aws",
            description = "aws, aws-cn, aws-us-gov. Default: ${DEFAULT-VALUE}.")
    private String partition = "aws";

    @Option(
            names = "--output",
            paramLabel = "<form>",
            defaultValue = "json",
            description = "json, or compact for one line. Default: ${DEFAULT-VALUE}.")
    private PublishedPolicy output = PublishedPolicy.json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The permissions that this version uses. */
    static final class Words implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return EnumSet.complementOf(EnumSet.of(Permission.UNKNOWN)).stream()
                    .map(Permission::name)
                    .iterator();
        }
    }

    @Override
    public Integer call() {
        check();
        var policy = switch (document) {
            case account ->
                readOnly
                        ? PublishedPolicies.reading(partition, regions, Rights.OF_ACCESS)
                        : PublishedPolicies.account(scope());
            case trust -> PublishedPolicies.trust(or(operatorArn, "OPERATOR_ARN"), or(externalId, ""));
            case operator ->
                PublishedPolicies.operator(
                        partition, accounts.isEmpty() ? List.of("ACCOUNT_ID") : accounts, or(roleName, "ROLE_NAME"));
        };
        spec.commandLine().getOut().println(output.of(policy));
        warnOfSize(policy);
        return 0;
    }

    private PublishedPolicies.Scope scope() {
        return new PublishedPolicies.Scope(
                partition,
                accounts.isEmpty() ? "ACCOUNT_ID" : accounts.getFirst(),
                or(clusterId, "CLUSTER_ID"),
                regions,
                principals,
                words(),
                passRoles);
    }

    private EnumSet<Permission> words() {
        var words = EnumSet.noneOf(Permission.class);
        for (var word : may) {
            words.add(EnumSet.complementOf(EnumSet.of(Permission.UNKNOWN)).stream()
                    .filter(known -> known.name().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> wrong("--may", word, "one of " + String.join(", ", new Words()))));
        }
        return words;
    }

    private void check() {
        accounts.forEach(id -> must("--account", id, ACCOUNT, "the 12 digits of an account"));
        must("--cluster-id", clusterId, CLUSTER_ID, "lower-case letters, digits and dashes, at most 32");
        must("--role-name", roleName, ROLE_NAME, "the name of a role, not its ARN");
        must(
                "--operator-arn",
                operatorArn,
                OPERATOR_ARN,
                "the ARN of a role or user: arn:aws:iam::444455556666:role/apiaccess");
        must("--external-id", externalId, EXTERNAL_ID, "2 to 1224 letters, digits and +=,.@:/-");
        must("--partition", partition, PARTITION, "aws, aws-cn or aws-us-gov");
        regions.forEach(region -> must("--regions", region, REGION, "the name of a region such as eu-west-1"));
        principals.forEach(name ->
                must("--principals", name, PRINCIPAL, "role/, user/ or group/ and a name or pattern: 'role/apps/*'"));
        passRoles.forEach(
                name -> must("--pass-roles", name, ROLE, "role/ and a name or pattern: 'role/authorizers/*'"));
        only(Document.account, "--pass-roles", !passRoles.isEmpty());
        only(Document.account, "--cluster-id", clusterId != null);
        only(Document.account, "--principals", !principals.isEmpty());
        only(Document.account, "--regions", !regions.isEmpty());
        only(Document.account, "--may", !may.isEmpty());
        only(Document.account, "--read-only", readOnly);
        if (readOnly && (clusterId != null || !principals.isEmpty() || !may.isEmpty() || !passRoles.isEmpty())) {
            throw failure(
                    "--read-only writes nothing, so --cluster-id, --principals, --may and --pass-roles do not go with it");
        }
        only(Document.trust, "--operator-arn", operatorArn != null);
        only(Document.trust, "--external-id", externalId != null);
        only(Document.operator, "--role-name", roleName != null);
        if (document == Document.account && accounts.size() > 1) {
            throw failure("a policy holds for one account: run it once for each --account");
        }
        if (document == Document.trust && !accounts.isEmpty()) {
            throw failure("--account has no place in a trust policy: the operator is named by --operator-arn");
        }
    }

    private void must(String option, @Nullable String value, Pattern form, String wanted) {
        if (value != null && !form.matcher(value).matches()) {
            throw wrong(option, value, wanted);
        }
    }

    private ParameterException wrong(String option, String value, String wanted) {
        return failure(option + " is '" + value + "': it takes " + wanted);
    }

    private void only(Document belongs, String option, boolean given) {
        if (given && document != belongs) {
            throw failure(
                    option + " belongs to another document: apiaccess iam-policy " + belongs + " " + option + " ...");
        }
    }

    private ParameterException failure(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void warnOfSize(PolicyDocument policy) {
        var size = PolicyWriter.managedPolicySize(PolicyWriter.write(policy));
        if (size > PolicyLimits.MANAGED_POLICY_SIZE) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "note: " + size + " characters, and a managed policy takes "
                                    + PolicyLimits.MANAGED_POLICY_SIZE
                                    + ": name fewer --principals by patterns, or put it into the role as an inline policy (10,240)");
        }
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
