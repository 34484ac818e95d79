// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the calls of one stage, answered on what AWS holds. The rules of web ACLs are not seen, nor service control policies where
 * the account does not know its organization: an answer holds as far as the account decides.
 */
public final class Inquiry {

    static final String ANY = "ANY";

    private static final Missing CANARY =
            new Missing.Undocumented("which deployment a call meets, that of the stage or that of its canary");

    private final Account account;
    private final RestApi api;
    private final RestApi.Stage stage;
    private final Terms terms;
    private final DeployedApi deployed;
    private final Access access;
    private final @Nullable Access canary;
    private final Calls calls;

    /** @param stage one of the API's */
    public Inquiry(Account account, RestApi api, RestApi.Stage stage, Terms terms) {
        this.account = account;
        this.api = api;
        this.stage = stage;
        this.terms = terms;
        this.deployed = deployed(stage.methods());
        this.access = new Access(deployed);
        this.canary = stage.canary() == null ? null : new Access(deployed(stage.canary()));
        this.calls = new Calls(deployed, access, terms);
    }

    private DeployedApi deployed(List<DeployedMethod> methods) {
        return new DeployedApi(
                account.partition(),
                api.region(),
                account.id(),
                api.id(),
                stage.name(),
                methods,
                resourcePolicy(),
                api.isPrivate() ? new Attached.Unreadable("the policy of the VPC endpoint", Gap.NOT_IN_FILE) : null);
    }

    private @Nullable Attached resourcePolicy() {
        var policy = stage.policy();
        if (policy == null) {
            return null;
        }
        if (!stage.policyDeployed() && !terms.assumePolicyDeployed()) {
            return new Attached.Unreadable(policy.name(), Gap.NOT_KNOWN_DEPLOYED);
        }
        return policy.attached() instanceof Attached.Parsed readable
                ? Attached.of(
                        readable.name(),
                        ExecuteApi.expand(
                                readable.document(), account.partition(), api.region(), account.id(), api.id()))
                : policy.attached();
    }

    /** Who can call a method: every identity of the account, and those whom nobody lists. */
    public record Callers(List<Asked> identities, Asked inTheAccount, Asked signed, Asked anybody) {

        public Callers {
            identities = List.copyOf(identities);
        }

        public Stream<Asked> all() {
            return Stream.concat(identities.stream(), Stream.of(inTheAccount, signed, anybody));
        }
    }

    /** A caller and the answer to it. */
    public record Asked(Caller caller, Reply reply) {}

    /** Every identity, somebody of the account without policies, somebody of another account, and somebody without credentials. */
    public Callers whoCan(String verb, String path) {
        return new Callers(
                account.identities().stream()
                        .map(identity -> asked(Caller.of(account, identity), verb, path))
                        .toList(),
                asked(Caller.anybodyInTheAccount(account), verb, path),
                asked(Caller.anybodySigned(account), verb, path),
                asked(Caller.anybody(), verb, path));
    }

    private Asked asked(Caller caller, String verb, String path) {
        return new Asked(caller, can(caller, verb, path));
    }

    /**
     * Whether a caller can call a method.
     *
     * @param verb in upper case; ANY for every verb
     * @param path of a call, or a template ({@code /orders/{id}})
     */
    public Reply can(Caller caller, String verb, String path) {
        var samples = new ArrayList<Reply.Sample>();
        for (var ofVerb : calls(caller, verb, path)) {
            for (var call : ofVerb) {
                samples.add(new Reply.Sample(call, answer(caller, call)));
            }
        }
        return Reply.of(samples);
    }

    /** The calls that stand for what is asked, a list for each verb. */
    List<List<Call>> calls(Caller caller, String verb, String path) {
        return calls.of(caller, verb, path);
    }

    /** The answer to one call. */
    Answer answer(Caller caller, Call call) {
        var why = stage.unread();
        if (why != null) {
            return new Answer(
                    Value.UNKNOWN,
                    Optional.of(Answer.Layer.ROUTE),
                    Optional.empty(),
                    "which methods stage " + stage.name() + " serves is not known: " + why,
                    Formula.open(new Missing.Undocumented(Gap.WHICH_METHODS + stage.name() + " serves")));
        }
        var answer = access.decide(question(caller.principal(), call), caller.policies());
        for (var session : Sessions.named(deployed.resourcePolicy(), caller)) {
            var other = access.decide(question(caller.inSession(session), call), caller.policies());
            if (other.value() != answer.value()) {
                return Sessions.UNKNOWN;
            }
        }
        if (canary != null
                && canary.decide(question(caller.principal(), call), caller.policies())
                                .value()
                        != answer.value()) {
            return new Answer(
                    Value.UNKNOWN,
                    Optional.of(Answer.Layer.ROUTE),
                    Optional.empty(),
                    "a part of the calls meets the canary of the stage, which answers differently",
                    Formula.open(CANARY));
        }
        return withKey(answer, call);
    }

    /** What is missing names the key too where that is not said, as the answer does not where something else is missing. */
    private Answer withKey(Answer answer, Call call) {
        return answer.value() == Value.UNKNOWN
                        && terms.key() == null
                        && access.method(call)
                                .filter(DeployedMethod::keyRequired)
                                .isPresent()
                ? new Answer(
                        answer.value(),
                        answer.by(),
                        answer.statement(),
                        answer.reason(),
                        answer.requirement().and(Formula.open(Access.API_KEY)))
                : answer;
    }

    Question question(Principal principal, Call call) {
        var key = terms.key();
        return new Question(
                principal,
                call,
                terms.with(),
                true,
                key == null || api.keyByAuthorizer()
                        ? Question.Key.NOT_SAID
                        : opens(key) ? Question.Key.WORKS : Question.Key.DOES_NOT_WORK);
    }

    boolean opens(ApiKey key) {
        return account.opens(key, api.id(), stage.name());
    }

    /** Names of the usage plans whose keys the stage takes. */
    public List<String> plans() {
        return account.plans(api.id(), stage.name()).stream()
                .map(Account.UsagePlan::name)
                .sorted()
                .toList();
    }

    Set<String> planIds() {
        return account.plans(api.id(), stage.name()).stream()
                .map(Account.UsagePlan::id)
                .collect(Collectors.toSet());
    }

    Account account() {
        return account;
    }

    /** What is known of the organization over the account. */
    public Organization organization() {
        return account.organization();
    }

    public RestApi api() {
        return api;
    }

    public RestApi.Stage stage() {
        return stage;
    }

    public Terms terms() {
        return terms;
    }

    /** Whether the method that a call meets asks for a signature, so that policies of callers count. */
    public boolean isSigned(Call call) {
        return method(call)
                .filter(method -> method.authorization().equals(DeployedMethod.AWS_IAM))
                .isPresent();
    }

    /** Whether that is the account that is asked about. */
    public boolean isOfTheAccount(String id) {
        return account.id().equals(id);
    }

    /** What is known of each call, as condition keys. */
    public Map<String, List<String>> keys() {
        return Access.withTransport(terms.with());
    }

    /** The ARN of a call, as written. */
    public String arn(Call call) {
        return deployed.arns(call).getFirst();
    }

    DeployedApi deployed() {
        return deployed;
    }

    /** Whether a deployed method answers a call; also where that is not known. */
    public boolean serves(Call call) {
        return stage.unread() != null || method(call).isPresent();
    }

    /** The method that a call meets, if one is deployed. */
    Optional<DeployedMethod> method(Call call) {
        return access.method(call);
    }

    Access access() {
        return access;
    }
}
