using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.ApiServer.FieldOwnership;

namespace MetalOrleans.Tests.ApiServer.FieldOwnership;

public sealed class FieldSetTests
{
    private static readonly string[] Steps =
        ["f:metadata", "f:spec", "f:ports", """k:{"port":80,"protocol":"TCP"}""", """v:"a" """, "i:0"];

    [Fact]
    public void Union_and_intersection_do_not_care_for_order() => Check((a, b, _) =>
        a.Union(b).Equals(b.Union(a)) && a.Intersection(b).Equals(b.Intersection(a)));

    [Fact]
    public void Union_and_intersection_do_not_care_for_grouping() => Check((a, b, c) =>
        a.Union(b).Union(c).Equals(a.Union(b.Union(c)))
        && a.Intersection(b).Intersection(c).Equals(a.Intersection(b.Intersection(c))));

    [Fact]
    public void A_set_is_what_it_shares_with_another_and_what_it_does_not() => Check((a, b, _) =>
        a.Intersection(b).Union(a.Difference(b)).Equals(a) && a.Intersection(b).Intersection(a.Difference(b)).IsEmpty);

    [Fact]
    public void Taking_two_sets_away_is_taking_their_union_away() => Check((a, b, c) =>
        a.Difference(b).Difference(c).Equals(a.Difference(b.Union(c))) && a.Difference(a).IsEmpty);

    [Fact]
    public void A_set_survives_being_written() => Check((a, _, _) => FieldSet.FromJson(a.ToJson()).Equals(a));

    [Fact]
    public void Equal_sets_have_equal_paths() => Check((a, b, _) => a.Equals(b) == a.Paths().SequenceEqual(b.Paths()));

    [Theory]
    [InlineData("""{"f:spec":{"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:nodePort":{}}}}}""",
        ".spec.ports", """.spec.ports[port=80,protocol="TCP"]""", """.spec.ports[port=80,protocol="TCP"].nodePort""")]
    [InlineData("""{"f:metadata":{"f:finalizers":{"v:\"a/b\"":{}},"f:labels":{"f:a.b/c":{}}}}""",
        """.metadata.finalizers[="a/b"]""", ".metadata.labels.a.b/c")]
    [InlineData("""{"f:a":{"i:3":{}}}""", ".a[3]")]
    public void Paths_are_written_as_in_conflicts(string fields, params string[] expected) =>
        Assert.Equal(expected, FieldSet.FromJson((JsonObject)JsonNode.Parse(fields)!).Paths());

    [Theory]
    [InlineData("""{"x":{},"":{},"f":{},"f:a":1,"f:b":null,"f:c":[]}""")]
    [InlineData("{}")]
    public void What_is_no_field_is_passed_over(string fields) =>
        Assert.True(FieldSet.FromJson((JsonObject)JsonNode.Parse(fields)!).IsEmpty);

    private static void Check(Func<FieldSet, FieldSet, FieldSet, bool> law) =>
        Prop.ForAll(Sets().ToArbitrary(), Sets().ToArbitrary(), Sets().ToArbitrary(), law).QuickCheckThrowOnFailure();

    private static Gen<FieldSet> Sets()
    {
        var path = Gen.Elements(Steps).NonEmptyListOf().Select(steps => steps.Take(3).ToArray());
        return path.ListOf().Select(paths => paths.Take(8).Aggregate(FieldSet.Empty, (set, steps) => set.Union(Single(steps))));
    }

    private static FieldSet Single(string[] steps)
    {
        var json = new JsonObject();
        foreach (var step in steps.Reverse())
        {
            json = new JsonObject { [step.Trim()] = json };
        }

        return FieldSet.FromJson(json);
    }
}
