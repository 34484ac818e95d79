// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the calls of one stage, answered on what AWS holds. Service control policies, web ACLs and session policies are not seen: an
 * answer holds as far as the account decides.
 */
public final class Inquiry {

    static final String ANY = "ANY";

    private final Account account;
    private final RestApi api;
    private final RestApi.Stage stage;
    private final Terms terms;
    private final DeployedApi deployed;
    private final Access access;
    private final Map<String, List<DeployedMethod>> byShape;
    private @Nullable Standing last;

    /** @param witnesses paths that stand for all that the policies of the caller tell apart */
    private record Standing(Caller caller, Witnesses witnesses) {}

    /** @param stage one of the API's */
    public Inquiry(Account account, RestApi api, RestApi.Stage stage, Terms terms) {
        this.account = account;
        this.api = api;
        this.stage = stage;
        this.terms = terms;
        this.deployed = new DeployedApi(
                account.partition(),
                api.region(),
                account.id(),
                api.id(),
                stage.name(),
                stage.methods(),
                resourcePolicy(),
                api.isPrivate()
                        ? new Attached.Unreadable("the policy of the VPC endpoint", "it is not in the account file")
                        : null);
        this.access = new Access(deployed);
        this.byShape = stage.methods().stream().collect(Collectors.groupingBy(method -> shape(method.path())));
    }

    private @Nullable Attached resourcePolicy() {
        var policy = stage.policy();
        if (policy == null) {
            return null;
        }
        if (!stage.policyDeployed() && !terms.assumePolicyDeployed()) {
            return new Attached.Unreadable(policy.name(), "it is not known whether it is the deployed one");
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
        for (var one : verb.equals(ANY) ? new TreeSet<>(ExecuteApi.VERBS) : Set.of(verb)) {
            for (var call : calls(caller, one, path)) {
                samples.add(new Reply.Sample(call, answer(caller, call)));
            }
        }
        return Reply.of(samples);
    }

    private List<Call> calls(Caller caller, String verb, String path) {
        if (!Witnesses.isTemplate(path)) {
            return List.of(new Call(verb, path));
        }
        var own = byShape.getOrDefault(shape(path), List.of()).stream()
                .filter(method -> method.verb().equals(verb) || method.verb().equals(ANY))
                .findFirst();
        // The paths of a template that is no method of its own may be those of several.
        var met = own.isPresent()
                ? List.<String>of()
                : stage.methods().stream().map(DeployedMethod::path).distinct().toList();
        var paths = witnesses(caller).of(api.id() + "/" + stage.name() + "/" + verb + "/", path, met);
        var calls = paths.stream().map(one -> new Call(verb, one)).toList();
        // What is a method of its own (/orders/new beside /orders/{id}) is not part of the template.
        var meant = calls.stream()
                .filter(call -> own.isEmpty()
                        || access.method(call)
                                .filter(method -> method.path().equals(own.get().path()))
                                .isPresent())
                .toList();
        return meant.isEmpty() ? calls.subList(0, 1) : meant;
    }

    /** Those of the last caller are kept: a matrix asks for one caller after the other. */
    private Witnesses witnesses(Caller caller) {
        var last = this.last;
        if (last != null && last.caller().equals(caller)) {
            return last.witnesses();
        }
        var asked = new Request(ExecuteApi.INVOKE, List.of("*"), caller.principal(), terms.with(), false);
        var witnesses = new Witnesses(
                policies(caller),
                key -> asked.contextValues(key)
                        .filter(values -> values.size() == 1)
                        .map(List::getFirst));
        this.last = new Standing(caller, witnesses);
        return witnesses;
    }

    /** A template without the names of its parameters. */
    private static String shape(String path) {
        return path.replaceAll("\\{[^}]*\\+}", "{+}").replaceAll("\\{[^}+]*}", "{}");
    }

    private Stream<Attached> policies(Caller caller) {
        var own = caller.policies();
        return Stream.of(
                        own.identity().stream(),
                        Stream.ofNullable(own.boundary()),
                        Stream.ofNullable(deployed.resourcePolicy()))
                .flatMap(documents -> documents);
    }

    private Answer answer(Caller caller, Call call) {
        var why = stage.unread();
        if (why != null) {
            return new Answer(
                    Value.UNKNOWN,
                    Optional.of(Answer.Layer.ROUTE),
                    Optional.empty(),
                    "which methods stage " + stage.name() + " serves is not known: " + why,
                    Formula.open(new Missing.Undocumented("which methods stage " + stage.name() + " serves")));
        }
        var answer = access.decide(question(caller.principal(), call), caller.policies());
        for (var session : Sessions.named(deployed.resourcePolicy(), caller)) {
            var other = access.decide(question(caller.inSession(session), call), caller.policies());
            if (other.value() != answer.value()) {
                return Sessions.UNKNOWN;
            }
        }
        return withKey(answer, call);
    }

    /** What is missing names the key too where that is not said, as the answer does not where something else is missing. */
    private Answer withKey(Answer answer, Call call) {
        var demanded = access.method(call).filter(DeployedMethod::keyRequired).isPresent();
        return answer.value() == Value.UNKNOWN && demanded && terms.key() == null
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
                key == null ? Question.Key.NOT_SAID : opens(key) ? Question.Key.WORKS : Question.Key.DOES_NOT_WORK);
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

    public RestApi api() {
        return api;
    }

    public RestApi.Stage stage() {
        return stage;
    }

    public Terms terms() {
        return terms;
    }

    DeployedApi deployed() {
        return deployed;
    }

    /** The method that a call meets, if one is deployed. */
    Optional<DeployedMethod> method(Call call) {
        return access.method(call);
    }

    Access access() {
        return access;
    }
}
