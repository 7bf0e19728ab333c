using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MetalOrleans.Tests.Rules;

/// <summary>Calls that only some projects may make.</summary>
public sealed class BehaviourRulesTests
{
    /// <summary>Ways to get a socket that sees or forges what is not addressed to the process.</summary>
    private static readonly ImmutableHashSet<string> RawSockets = ["SocketType.Raw", "AddressFamily.Packet"];

    private static readonly ImmutableHashSet<string> Sleeps = ["Task.Delay", "Thread.Sleep"];

    [Trait("Invariant", "9")]
    [Fact]
    public void Only_the_agent_opens_raw_sockets_and_the_lab_that_watches_it() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            where !file.IsIn("NetAgent", "Lab", "Bench", "Tests")
            from found in file.Find<MemberAccessExpressionSyntax>()
            where RawSockets.Contains(found.Node.ToString())
            select $"{found.Place} {found.Node}");

    [Fact]
    public void No_test_sleeps_it_awaits_an_event() =>
        SourceTree.AssertNone(
            from file in SourceTree.CSharp
            where file.IsIn("Tests")
            from found in file.Find<InvocationExpressionSyntax>()
            where Sleeps.Contains(found.Node.Expression.ToString())
            select $"{found.Place} {found.Node.Expression}");
}
