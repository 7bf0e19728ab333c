using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>Asks for other nodes' addresses on the silo's behalf, and says who answered. Owned by the agent's loop.</summary>
internal sealed class NeighborProber
{
    /// <summary>Questions that wait for their answers at one time; more are not asked.</summary>
    public const int PendingMax = 64;

    // A neighbour answers within a millisecond; a machine that has much to do takes some more.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<IPAddressValue, Question> _pending = [];
    private readonly List<SelfProbeResult> _results = [];

    /// <summary>When <see cref="Tick"/> next has something to do; null for never.</summary>
    public TimeSpan? NextDue => _pending.Count == 0 ? null : _pending.Values.Min(question => question.Due);

    /// <summary>Whether one more question may be asked, and this one is not being asked already.</summary>
    public bool CanAsk(IPAddressValue address) => _pending.Count < PendingMax && !_pending.ContainsKey(address);

    /// <summary>A question has left.</summary>
    public void Asked(IPAddressValue address, SelfProbe probe, TimeSpan now) => _pending.Add(
        address, new Question(probe.Id, [.. probe.Macs.Where(mac => mac.Length == MacAddress.Length).Select(mac => MacAddress.Read(mac.Span))], now + AnswerTimeout));

    /// <summary>A question was not asked.</summary>
    public void Refuse(ulong id) => _results.Add(new SelfProbeResult { Id = id, Outcome = SelfProbeOutcome.Unasked });

    /// <summary>A station answered for an address.</summary>
    /// <returns>Whether that ends a question.</returns>
    public bool Hear(IPAddressValue address, MacAddress mac)
    {
        if (!_pending.TryGetValue(address, out var question))
        {
            return false;
        }

        if (!question.Macs.Contains(mac))
        {
            question.HasOther = true;
            return false;
        }

        End(address, question, SelfProbeOutcome.Answered);
        return true;
    }

    /// <summary>Gives up questions that nobody has answered.</summary>
    /// <returns>Their addresses.</returns>
    public IReadOnlyList<IPAddressValue> Tick(TimeSpan now)
    {
        var late = _pending.Where(entry => entry.Value.Due <= now).ToList();
        foreach (var (address, question) in late)
        {
            End(address, question, question.HasOther ? SelfProbeOutcome.Other : SelfProbeOutcome.Silent);
        }

        return late.ConvertAll(entry => entry.Key);
    }

    /// <summary>The answers since the last call.</summary>
    public IReadOnlyList<SelfProbeResult> TakeResults()
    {
        if (_results.Count == 0)
        {
            return [];
        }

        SelfProbeResult[] results = [.. _results];
        _results.Clear();
        return results;
    }

    private void End(IPAddressValue address, Question question, SelfProbeOutcome outcome)
    {
        _pending.Remove(address);
        _results.Add(new SelfProbeResult { Id = question.Id, Outcome = outcome });
    }

    private sealed record Question(ulong Id, MacAddress[] Macs, TimeSpan Due)
    {
        public bool HasOther { get; set; }
    }
}
