// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a stage that stand for what is asked about a method: for a template, those that the policies of the caller tell apart. Callers
 * with the same patterns get the same calls. Not safe for threads.
 */
final class Calls {

    private final DeployedApi api;
    private final Access access;
    private final Terms terms;
    private final Map<String, List<DeployedMethod>> byShape;
    private final Witnesses.Memory memory;
    private final Map<Asked, List<Call>> answered = new HashMap<>();
    private final Map<String, Map<String, Witnesses.Place>> places = new HashMap<>();
    private @Nullable Standing last;

    /** @param witnesses paths that stand for all that the policies of the caller tell apart */
    private record Standing(Caller caller, Witnesses witnesses) {}

    /** What calls follow from, whoever asks. */
    private record Asked(String verb, String path, Witnesses.Told told) {}

    Calls(DeployedApi api, Access access, Terms terms) {
        this.api = api;
        this.access = access;
        this.terms = terms;
        this.memory = new Witnesses.Memory(api.apiId() + "/" + api.stage() + "/");
        this.byShape = api.methods().stream().collect(Collectors.groupingBy(method -> shape(method.path())));
    }

    /** Those of each verb. A list that was given before is given again. */
    List<List<Call>> of(Caller caller, String verb, String path) {
        return verb.equals(Inquiry.ANY)
                ? new TreeSet<>(ExecuteApi.VERBS)
                        .stream().map(one -> ofVerb(caller, one, path)).toList()
                : List.of(ofVerb(caller, verb, path));
    }

    private List<Call> ofVerb(Caller caller, String verb, String path) {
        if (!Witnesses.isTemplate(path)) {
            return answered.computeIfAbsent(
                    new Asked(verb, path, Witnesses.Told.NOTHING), _ -> List.of(new Call(verb, path)));
        }
        var place = places.computeIfAbsent(verb, _ -> new HashMap<>())
                .computeIfAbsent(
                        path, one -> Witnesses.Place.of(api.apiId() + "/" + api.stage() + "/" + verb + "/", one));
        return answered.computeIfAbsent(
                new Asked(verb, path, witnesses(caller).told(place)),
                asked -> template(verb, path, place, asked.told()));
    }

    private List<Call> template(String verb, String path, Witnesses.Place place, Witnesses.Told told) {
        var own = byShape.getOrDefault(shape(path), List.of()).stream()
                .filter(method -> method.verb().equals(verb) || method.verb().equals(Inquiry.ANY))
                .findFirst();
        // The paths of a template that is no method of its own may be those of several.
        var met = own.isPresent()
                ? List.<String>of()
                : api.methods().stream().map(DeployedMethod::path).distinct().toList();
        var calls = memory.paths(place, told, met).stream()
                .map(one -> new Call(verb, one))
                .toList();
        // What is a method of its own (/orders/new beside /orders/{id}) is not part of the template.
        var meant = calls.stream()
                .filter(call -> own.isEmpty()
                        || access.method(call)
                                .filter(method -> method.path().equals(own.get().path()))
                                .isPresent())
                .toList();
        return meant.isEmpty() ? calls.subList(0, 1) : meant;
    }

    /** Those of the last caller are kept: a survey asks for one caller after the other. */
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
                        .map(List::getFirst),
                memory);
        this.last = new Standing(caller, witnesses);
        return witnesses;
    }

    /** A template without the names of its parameters. */
    static String shape(String path) {
        return path.replaceAll("\\{[^}]*\\+}", "{+}").replaceAll("\\{[^}+]*}", "{}");
    }

    private Stream<Attached> policies(Caller caller) {
        var own = caller.policies();
        var session = own.session();
        var scps = own.scps();
        return Stream.of(
                        own.identity().stream(),
                        Stream.ofNullable(own.boundary()),
                        session == null ? Stream.<Attached>empty() : session.stream(),
                        scps == null ? Stream.<Attached>empty() : scps.stream().flatMap(List::stream),
                        Stream.ofNullable(api.resourcePolicy()))
                .flatMap(documents -> documents);
    }
}
