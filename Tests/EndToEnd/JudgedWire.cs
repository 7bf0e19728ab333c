using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>The oracle, as tests use it.</summary>
internal sealed class JudgedWire(WireOracle oracle, ClusterFixture fixture, ITestOutputHelper output) : IAsyncDisposable
{
    /// <summary>The witness asks twenty times a second.</summary>
    private const int SecondOfQuestions = 20;

    /// <summary>Questions for which a line of an agent's log is waited for.</summary>
    private const int LastWords = 10 * SecondOfQuestions;

    public WireOracle Oracle { get; } = oracle;

    /// <summary>Exposes a Service, and judges what is said about its address from its first frame on.</summary>
    public async Task<IPAddress> ExposeAsync(LabService service)
    {
        var address = await fixture.ExposeAsync(service);
        Oracle.Watch(address);
        return address;
    }

    /// <summary>Waits until a node answers for the address.</summary>
    public Task AnsweredAsync(IPAddress address, LabNode by) =>
        Oracle.AnsweredAsync(address, by, default)
            .WithinAsync("asking by ARP", address.ToString(), $"an answer from {by.Name} ({by.Cable.Mac})", fixture.DescribePrograms);

    /// <summary>Waits until any node answers for the address, and tells which.</summary>
    public async Task<LabNode> AnnouncerAsync(IPAddress address)
    {
        var claim = await Oracle.NextAsync(one => one.Address.Equals(address) && one.Form == ClaimForm.Answer, default)
            .WithinAsync("asking by ARP", address.ToString(), "an answer", fixture.DescribePrograms);
        return fixture.Cluster.FindNode(claim.Mac) ?? throw new InvalidOperationException($"{claim.Mac} is no node of the lab.");
    }

    /// <summary>Waits until another node answers for the address, and tells which.</summary>
    public async Task<LabNode> OtherAnnouncerAsync(IPAddress address, LabNode than)
    {
        LabNode answering;
        do
        {
            answering = await AnnouncerAsync(address);
        }
        while (answering == than);

        return answering;
    }

    /// <summary>Waits until no question about the address is answered while many others would have been.</summary>
    public async Task SilenceAsync(IPAddress address)
    {
        const int Questions = 20;
        for (var unanswered = 0; unanswered < Questions;)
        {
            var asked = await Oracle.NextEventAsync(one => one is OracleEvent.Question question && question.Address.Equals(address)
                || one is OracleEvent.Claim claim && claim.Address.Equals(address), default)
                .WithinAsync("asking by ARP", address.ToString(), "silence", fixture.DescribePrograms);
            unanswered = asked is OracleEvent.Question ? unanswered + 1 : 0;
        }
    }

    /// <summary>Fails when anything that was captured breaks a rule, and tells who had which address when.</summary>
    public async Task<OracleVerdict> AssertCleanAsync()
    {
        // What agents wrote about their last orders may not have been read yet: a claim without an order waits for its line.
        var verdict = Oracle.Judge();
        for (var questions = 0; questions < LastWords && (questions < SecondOfQuestions || IsLineMissing(verdict)); questions++)
        {
            await Oracle.NextEventAsync(one => one is OracleEvent.Question, default)
                .WithinAsync("judging", "the oracle", "its own questions", fixture.DescribePrograms);
            verdict = questions % SecondOfQuestions == SecondOfQuestions - 1 ? Oracle.Judge() : verdict;
        }
        foreach (var reign in verdict.Reigns)
        {
            output.WriteLine(
                $"{reign.Begin.TotalMilliseconds,10:F1} ms  {reign.Address}  epoch {reign.Epoch}: "
                + (reign.Mac is { } mac ? fixture.Cluster.FindNode(mac)?.Name ?? mac.ToString() : "nobody"));
        }

        output.WriteLine($"{verdict.ClaimCount} claims judged, longest gap {verdict.LongestGap.TotalMilliseconds:F1} ms");
        Assert.True(verdict.ClaimCount > 0, "The oracle saw nothing.");
        Assert.True(
            verdict.Violations.IsEmpty,
            string.Join('\n', verdict.Violations.Take(20)) + "\n" + fixture.DescribePrograms());
        return verdict;
    }

    /// <summary>Fails unless exactly these nodes had the address, one after the other, and no rule was broken.</summary>
    public async Task AssertAnnouncersAsync(params LabNode[] nodes) => Assert.Equal(
        nodes.Select(node => node.Name),
        (await AssertCleanAsync()).Reigns.Where(reign => reign.Mac is not null).Select(reign => fixture.Cluster.FindNode(reign.Mac!.Value)?.Name));

    private static bool IsLineMissing(OracleVerdict verdict) =>
        verdict.Violations.Any(violation => violation.Kind == ViolationKind.SpokeWithoutOrder);

    public ValueTask DisposeAsync() => Oracle.DisposeAsync();
}
