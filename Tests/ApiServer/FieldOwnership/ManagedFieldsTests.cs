using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.ApiServer.FieldOwnership;
using MetalOrleans.Tests.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.FieldOwnership;

public sealed class ManagedFieldsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddHours(1);

    [Fact]
    public void Applying_twice_changes_nothing_not_even_the_time() => Prop.ForAll(Things().ToArbitrary(), thing =>
    {
        var first = Apply(null, thing, "a", Noon).Merged!;
        var second = Apply(first, thing, "a", Later).Merged!;
        return JsonNode.DeepEquals(first, second);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_applied_is_there_and_owned() =>
        Prop.ForAll(Things().ToArbitrary(), Things().ToArbitrary(), (live, applied) =>
        {
            var stored = ManagedFields.Update(null, live, "u", "test.io/v1", ThingSchema.Schema, Noon, "");
            var merged = Apply(stored, applied, "a", Later, force: true).Merged!;
            var again = Apply(merged, applied, "b", Later).Merged;
            return again is not null && Owned(merged, "a").Equals(Owned(again, "b"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_field_has_a_loser_and_a_winner() =>
        Prop.ForAll(Things().ToArbitrary(), Things().ToArbitrary(), (first, second) =>
        {
            var stored = ManagedFields.Update(null, first, "one", "test.io/v1", ThingSchema.Schema, Noon, "");
            var changed = (JsonObject)second.DeepClone();
            changed["metadata"]!["managedFields"] = stored["metadata"]!["managedFields"]?.DeepClone();
            var updated = ManagedFields.Update(stored, changed, "two", "test.io/v1", ThingSchema.Schema, Later, "");
            return Owned(updated, "one").Intersection(Owned(updated, "two")).IsEmpty;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dropping_everything_leaves_what_others_own() =>
        Prop.ForAll(Things().ToArbitrary(), Things().ToArbitrary(), (mine, theirs) =>
        {
            var one = Apply(null, theirs, "theirs", Noon).Merged!;
            var both = Apply(one, mine, "mine", Noon, force: true).Merged!;
            var none = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "x" } };
            var left = Apply(both, none, "mine", Later).Merged!;
            return Owned(left, "mine").IsEmpty && Owned(left, "theirs").Equals(Owned(both, "theirs"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_appliers_that_disagree_hear_of_it()
    {
        var live = Apply(null, Thing("""{"name": "abc", "zed": 5, "labels": {"a": "1"}}"""), "first", Noon).Merged!;

        var result = Apply(live, Thing("""{"name": "xyz", "zed": 6, "labels": {"a": "1"}}"""), "second", Later);

        Assert.Null(result.Merged);
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"first\":\n- .spec.name\n- .spec.zed", result.ConflictMessage);
        Assert.Equal([".spec.name", ".spec.zed"], result.Conflicts.Select(conflict => conflict.Field));
        Assert.All(result.Conflicts, conflict => Assert.Equal("conflict with \"first\"", conflict.Message));
    }

    [Fact]
    public void A_single_conflict_names_manager_version_subresource_and_path()
    {
        var live = ManagedFields.Update(
            null, Thing("""{"map": [{"k": "a", "q": "1"}]}"""), "ed", "test.io/v1", ThingSchema.Schema, Noon, "status");

        var result = Apply(live, Thing("""{"map": [{"k": "a", "q": "2"}]}"""), "second", Later);

        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"ed\" with subresource \"status\" using test.io/v1: .spec.map[k=\"a\",p=1].q",
            result.ConflictMessage);
    }

    [Fact]
    public void Live_entries_stay_where_they_stood_and_applied_ones_keep_their_order()
    {
        var live = Thing("""{"set": ["a", "b", "c"], "map": [{"k": "z"}, {"k": "b"}]}""");

        var merged = Apply(live, Thing("""{"set": ["c", "x", "a"], "map": [{"k": "n"}, {"k": "b"}]}"""), "a", Noon).Merged!;

        Assert.Equal("""["b","c","x","a"]""", merged["spec"]!["set"]!.ToJsonString());
        Assert.Equal("z n b", string.Join(' ', merged["spec"]!["map"]!.AsArray().Select(item => (string)item!["k"]!)));
    }

    [Fact]
    public void Refuses_an_applied_object_that_brings_owners_with_it()
    {
        var applied = Thing("{}");
        applied["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "x" });

        Assert.Equal("metadata.managedFields must be nil", Apply(null, applied, "a", Noon).Error);
    }

    [Fact]
    public void Old_updaters_are_drawn_together_when_there_are_too_many()
    {
        JsonObject? item = null;
        for (var i = 0; i < 15; i++)
        {
            var next = (JsonObject?)item?.DeepClone() ?? Thing("""{"labels": {}}""");
            next["spec"]!["labels"]![$"l{i:00}"] = "x";
            item = ManagedFields.Update(item, next, $"m{i:00}", "test.io/v1", ThingSchema.Schema, Noon.AddMinutes(i), "");
        }

        var managers = item!["metadata"]!["managedFields"]!.AsArray().Select(entry => (string)entry!["manager"]!).ToArray();

        Assert.Equal(10, managers.Length);
        Assert.Equal("ancient-changes", managers[0]);
        Assert.Equal("m14", managers[^1]);
        Assert.Equal(15, Enumerable.Range(0, 15).Count(i => managers.Any(manager => Owned(item, manager).Paths().Contains($".spec.labels.l{i:00}"))));
    }

    [Fact]
    public void Without_a_schema_lists_are_owned_whole()
    {
        var result = ManagedFields.Apply(
            null, Thing("""{"list": ["a"], "o": {"p": 1}}"""), "a", false, "test.io/v1", null, Noon, "");

        Assert.Contains(".spec.list", Owned(result.Merged!, "a").Paths());
        Assert.DoesNotContain(Owned(result.Merged!, "a").Paths(), path => path.Contains('['));
    }

    private static ApplyResult Apply(JsonObject? live, JsonObject applied, string manager, DateTimeOffset now, bool force = false) =>
        ManagedFields.Apply(live, applied, manager, force, "test.io/v1", ThingSchema.Schema, now, "");

    private static JsonObject Thing(string spec) => ThingSchema.Thing(spec);

    private static FieldSet Owned(JsonObject item, string manager) => (item["metadata"]!["managedFields"] as JsonArray ?? [])
        .Where(entry => (string)entry!["manager"]! == manager)
        .Aggregate(FieldSet.Empty, (set, entry) => set.Union(FieldSet.FromJson((JsonObject)entry!["fieldsV1"]!)));

    private static Gen<JsonObject> Things()
    {
        var texts = Gen.Elements("a", "b", "c");
        var labels = texts.ListOf().SelectMany(keys => texts.Select(value =>
            (JsonNode)new JsonObject(keys.Distinct().Select(key => KeyValuePair.Create(key, (JsonNode?)value)))));
        var set = texts.ListOf().Select(items => (JsonNode)new JsonArray([.. items.Distinct().Select(item => (JsonNode?)item)]));
        var map = texts.ListOf().SelectMany(keys => texts.Select(value => (JsonNode)new JsonArray(
            [.. keys.Distinct().Select(key => (JsonNode?)new JsonObject { ["k"] = key, ["q"] = value })])));
        var spec = Gen.Zip(Gen.Zip(Gen.Zip(texts, labels), Gen.Zip(set, map)), Gen.Choose(0, 15)).Select(drawn =>
        {
            var (parts, chosen) = drawn;
            var all = new JsonObject
            {
                ["name"] = parts.Item1.Item1,
                ["labels"] = parts.Item1.Item2.DeepClone(),
                ["set"] = parts.Item2.Item1.DeepClone(),
                ["map"] = parts.Item2.Item2.DeepClone(),
            };
            foreach (var (name, i) in new[] { "name", "labels", "set", "map" }.Select((name, i) => (name, i)))
            {
                if ((chosen & (1 << i)) == 0 || all[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
                {
                    all.Remove(name);
                }
            }

            return all;
        });
        return spec.Select(value => Thing(value.ToJsonString()));
    }
}
