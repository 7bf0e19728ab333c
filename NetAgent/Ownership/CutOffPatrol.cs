using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ownership;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>
/// Without a silo, which announced address is asked for next: another node may have been told to announce it, and have told
/// the neighbours, while this one was deaf. Owned by the agent's loop; time enters as an argument.
/// </summary>
/// <remarks>
/// The pauses are those after which an address in quarantine is asked for again, half as long again at random: of two nodes
/// that lose the same silo one asks first, and yields; if both asked in the same moment, both would.
/// </remarks>
internal sealed class CutOffPatrol(Random random)
{
    private readonly Queue<IPAddressValue> _round = new();
    private int _rounds;
    private TimeSpan? _due;

    /// <summary>When <see cref="TryPeek"/> next has an address; null for never.</summary>
    public TimeSpan? NextDue => _round.Count > 0 ? TimeSpan.Zero : _due;

    /// <summary>The silo is gone, or still gone. Where nothing is ever probed for, nothing is here.</summary>
    public void Begin(OwnershipOptions options, TimeSpan now) => _due ??= options.ProbeCount > 0 ? now + Pause(options) : null;

    /// <summary>A silo is there.</summary>
    public void End()
    {
        _due = null;
        _rounds = 0;
        _round.Clear();
    }

    /// <summary>An address is to be asked for out of turn. Not where nothing is ever probed for.</summary>
    /// <returns>Whether it will be.</returns>
    public bool TryAsk(IPAddressValue address, OwnershipOptions options)
    {
        if (options.ProbeCount == 0)
        {
            return false;
        }

        _round.Enqueue(address);
        return true;
    }

    /// <summary>The next address to ask for, if it is time.</summary>
    /// <param name="now">The time.</param>
    /// <param name="options">How addresses are probed for.</param>
    /// <param name="announced">What is announced, read when a round begins.</param>
    /// <param name="address">The address.</param>
    public bool TryPeek(TimeSpan now, OwnershipOptions options, IEnumerable<IPAddressValue> announced, out IPAddressValue address)
    {
        if (_round.Count == 0 && _due <= now)
        {
            _rounds++;
            _due = now + Pause(options);
            foreach (var one in announced)
            {
                _round.Enqueue(one);
            }
        }

        return _round.TryPeek(out address);
    }

    /// <summary>The address of <see cref="TryPeek"/> was asked for, or need not be any more.</summary>
    public void Passed() => _round.Dequeue();

    private TimeSpan Pause(OwnershipOptions options) => options.ReprobePause(_rounds) * (1 + (random.NextDouble() / 2));
}
