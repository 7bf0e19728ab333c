using System.Collections.Immutable;
using System.Reflection;
using System.Xml.Linq;

namespace MetalOrleans.Tests.Rules;

/// <summary>Who may know whom: design rules that a reference would break without anybody noticing.</summary>
public sealed class ProjectRulesTests
{
    /// <summary>The projects that each project may reference; the tests may reference all.</summary>
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Allowed =
        new Dictionary<string, ImmutableHashSet<string>>
        {
            // Pure: they can be tested, fuzzed and measured alone.
            ["Domain"] = [],
            ["Protocols"] = [],
            ["Agent.Contracts"] = [],
            ["Grains.Runtime"] = [],
            ["Grains.Runtime.CodeGeneration"] = [],
            ["Grains.Interfaces"] = ["Domain"],
            ["Grains"] = ["Domain", "Grains.Interfaces"],
            ["Kubernetes"] = ["Domain"],
            ["ApiServer"] = [],
            ["Silo"] = ["Domain", "Grains.Interfaces", "Grains", "Kubernetes", "ApiServer", "Agent.Contracts"],
            // The process with raw sockets on the host network holds the least code and no API credentials.
            ["NetAgent"] = ["Agent.Contracts", "Protocols"],
            // It asks the API server, never a silo or an agent.
            ["Cli"] = ["Domain", "Kubernetes"],
            ["Lab"] = ["Protocols", "Agent.Contracts"],
            ["Bench"] = ["Domain", "Protocols", "Grains.Interfaces", "Grains", "Kubernetes", "ApiServer", "Agent.Contracts", "Silo", "NetAgent", "Lab"],
        }.ToImmutableDictionary(StringComparer.Ordinal);

    [Fact]
    public void A_project_references_only_those_that_it_may_know() =>
        SourceTree.AssertNone(
            from path in SourceTree.Files("*.csproj")
            let project = Path.GetFileNameWithoutExtension(path)
            where project != "Tests"
            from reference in References(path)
            where !Allowed.TryGetValue(project, out var allowed) || !allowed.Contains(reference)
            select $"{project} references {reference}");

    [Theory]
    [InlineData("MetalOrleans.Domain")]
    [InlineData("MetalOrleans.Protocols")]
    public void What_is_pure_references_the_base_class_library_only(string assembly) =>
        SourceTree.AssertNone(ReferencesOf(assembly).Where(name =>
            name is not "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal)));

    [Trait("Invariant", "9")]
    [Fact]
    public void The_agent_knows_no_grain_no_silo_and_no_kubernetes()
    {
        ImmutableArray<string> forbidden = ["Orleans", "Grains", "Silo", "Kubernetes", "Microsoft.AspNetCore"];
        SourceTree.AssertNone(ReferencesOf("NetAgent").Where(name =>
            forbidden.Any(word => name.Replace("MetalOrleans.", "", StringComparison.Ordinal).Contains(word, StringComparison.Ordinal))));
    }

    [Fact]
    public void Kubernetes_and_grains_do_not_know_each_other()
    {
        Assert.DoesNotContain(ReferencesOf("MetalOrleans.Kubernetes"), name => name.Contains("Grains", StringComparison.Ordinal));
        Assert.DoesNotContain(ReferencesOf("MetalOrleans.Grains"), name => name == "MetalOrleans.Kubernetes");
        Assert.DoesNotContain(ReferencesOf("MetalOrleans.Grains.Interfaces"), name => name == "MetalOrleans.Kubernetes");
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> ReferencesOf(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
