// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.Alarm;
import dev.apiaccess.emulator.wire.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alarms on metrics, and their tags. */
final class AlarmOperations {
    private static final int MOST_NAMES = 100;
    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 100;
    private static final int MOST_TAGS = 50;

    private AlarmOperations() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String arn(Call call, String name) {
        return "arn:aws:cloudwatch:" + call.region() + ":" + call.account().id() + ":alarm:" + name;
    }

    private static Map<String, String> tagsOf(Call call, String name) {
        Alarm alarm = call.monitoring().alarms().get(name);
        return alarm == null ? Map.of() : alarm.tags();
    }

    private static void allow(Call call, String action, String name, Keys keys) {
        String arn = arn(call, name);
        call.allow(
                "cloudwatch:" + action,
                arn,
                arn,
                keys.resourceTags(tagsOf(call, name)).map());
    }

    /** Makes an alarm, or sets all of one that is there, whose tags and state stay. */
    static ObjectNode put(Call call, ObjectNode sent) {
        String name = AlarmRules.name(sent);
        Map<String, String> tags = tagsIn(sent);
        List<String> actions = new ArrayList<>();
        AlarmRules.ACTIONS.forEach(field -> sent.path(field).forEach(action -> actions.add(action.asText())));
        Keys keys = Keys.none().requestTags(tags);
        allow(call, "PutMetricAlarm", name, actions.isEmpty() ? keys : keys.with("cloudwatch:AlarmActions", actions));
        if (!tags.isEmpty()) {
            allow(call, "TagResource", name, Keys.none().requestTags(tags));
        }
        ObjectNode settings = AlarmRules.checked(call.region(), sent);
        Alarm old = call.monitoring().alarms().get(name);
        call.monitoring()
                .put(
                        old == null
                                ? new Alarm(
                                        name,
                                        settings,
                                        call.now(),
                                        new Alarm.State(Alarm.NO_DATA, "Unchecked: Initial alarm creation", call.now()),
                                        tags)
                                : new Alarm(name, settings, call.now(), old.state(), old.tags()));
        return object();
    }

    /** Alarms by name, by prefix or all of them, each with what it says now. */
    static ObjectNode describe(Call call, ObjectNode sent) {
        allow(call, "DescribeAlarms", "*", Keys.none());
        List<String> names = texts(sent.path("AlarmNames"));
        String prefix = sent.path("AlarmNamePrefix").asText("");
        if (names.size() > MOST_NAMES) {
            throw AlarmRules.invalid("The collection AlarmNames must not have a size greater than " + MOST_NAMES);
        }
        if (!names.isEmpty() && !prefix.isEmpty()) {
            throw new AwsError(
                    400, "InvalidParameterCombination", "AlarmNames and AlarmNamePrefix cannot be used together");
        }
        int size = sent.path("MaxRecords").asInt(PAGE);
        if (size < 1 || size > LONGEST_PAGE) {
            throw AlarmRules.invalid("MaxRecords must be between 1 and " + LONGEST_PAGE);
        }
        String wanted = sent.path("StateValue").asText("");
        List<Alarm> found = call.monitoring().alarms().tailMap(after(sent), false).values().stream()
                .filter(alarm -> names.isEmpty() || names.contains(alarm.name()))
                .filter(alarm -> alarm.name().startsWith(prefix))
                .map(alarm -> alarm.withState(
                        AlarmEvaluation.state(alarm, call.monitoring().metrics(), call.now())))
                .toList();
        found.forEach(call.monitoring()::put);
        List<Alarm> shown = found.stream()
                .filter(alarm -> wanted.isEmpty() || alarm.state().value().equals(wanted))
                .toList();
        ObjectNode out = object();
        ArrayNode alarms = out.putArray("MetricAlarms");
        shown.stream().limit(size).forEach(alarm -> alarms.add(shown(call, alarm)));
        out.putArray("CompositeAlarms");
        if (shown.size() > size) {
            String last = shown.get(size - 1).name();
            out.put("NextToken", Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
        }
        return out;
    }

    private static String after(ObjectNode sent) {
        try {
            byte[] last = Base64.getUrlDecoder().decode(sent.path("NextToken").asText(""));
            return new String(last, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "InvalidNextToken", "The next token specified is invalid.");
        }
    }

    private static ObjectNode shown(Call call, Alarm alarm) {
        ObjectNode out = object().put("AlarmName", alarm.name()).put("AlarmArn", arn(call, alarm.name()));
        out.setAll(alarm.settings().deepCopy());
        out.putPOJO("AlarmConfigurationUpdatedTimestamp", alarm.updated());
        out.put("StateValue", alarm.state().value())
                .put("StateReason", alarm.state().reason());
        out.putPOJO("StateUpdatedTimestamp", alarm.state().since());
        out.putPOJO("StateTransitionedTimestamp", alarm.state().since());
        return out;
    }

    /** Deletes alarms; names that nobody has are passed over. */
    static ObjectNode delete(Call call, ObjectNode sent) {
        List<String> names = texts(sent.path("AlarmNames"));
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw AlarmRules.invalid("The collection AlarmNames must have a size between 1 and " + MOST_NAMES);
        }
        names.forEach(name -> allow(call, "DeleteAlarms", name, Keys.none()));
        names.forEach(call.monitoring().alarms()::remove);
        return object();
    }

    static ObjectNode tag(Call call, ObjectNode sent) {
        Map<String, String> tags = tagsIn(sent);
        String name = named(call, sent);
        allow(call, "TagResource", name, Keys.none().requestTags(tags));
        Alarm alarm = existing(call, name);
        Map<String, String> all = new TreeMap<>(alarm.tags());
        all.putAll(tags);
        if (all.size() > MOST_TAGS) {
            throw new AwsError(400, "InvalidParameterValue", "A resource cannot have more than 50 tags");
        }
        call.monitoring().put(alarm.withTags(Map.copyOf(all)));
        return object();
    }

    static ObjectNode untag(Call call, ObjectNode sent) {
        List<String> keys = texts(sent.path("TagKeys"));
        String name = named(call, sent);
        allow(call, "UntagResource", name, Keys.none().tagKeys(keys));
        Alarm alarm = existing(call, name);
        Map<String, String> rest = new TreeMap<>(alarm.tags());
        rest.keySet().removeAll(keys);
        call.monitoring().put(alarm.withTags(Map.copyOf(rest)));
        return object();
    }

    static ObjectNode tags(Call call, ObjectNode sent) {
        String name = named(call, sent);
        allow(call, "ListTagsForResource", name, Keys.none());
        ObjectNode out = object();
        ArrayNode tags = out.putArray("Tags");
        new TreeMap<>(existing(call, name).tags())
                .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return out;
    }

    private static String named(Call call, ObjectNode sent) {
        String arn = AlarmRules.need(sent, "ResourceARN");
        String prefix = arn(call, "");
        if (!arn.startsWith(prefix)) {
            throw new AwsError(400, "InvalidParameterValue", "Invalid resource ARN: " + arn);
        }
        return arn.substring(prefix.length());
    }

    private static Alarm existing(Call call, String name) {
        Alarm alarm = call.monitoring().alarms().get(name);
        if (alarm == null) {
            throw new AwsError(404, "ResourceNotFoundException", "Unknown resource: " + arn(call, name));
        }
        return alarm;
    }

    private static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        list.forEach(item -> out.add(item.asText()));
        return out;
    }

    private static Map<String, String> tagsIn(ObjectNode sent) {
        Map<String, String> out = new TreeMap<>();
        sent.path("Tags")
                .forEach(tag ->
                        out.put(tag.path("Key").asText(), tag.path("Value").asText("")));
        return Map.copyOf(out);
    }
}
