using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Leases;

/// <summary>Candidates for one lease whose reads are stale, whose writes are late, lost or lose their answer.</summary>
internal sealed class LeaseRace
{
    private readonly Random _random;
    private readonly int _seed;
    private readonly ManualTimeProvider _clock = new();
    private readonly LeaseMachine[] _machines;
    private readonly List<(int Machine, Lease Write, LeaseAction Action, long SentAt)> _inFlight = [];
    private Lease? _stored;
    private long _version;
    private int _highestTerm;

    public LeaseRace(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _machines = [.. new[] { "a", "b", "c" }.Select(identity => new LeaseMachine(
            new LeaderLeaseOptions { Namespace = "n", Name = "l", Identity = identity }, _clock))];
    }

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
            switch (_random.Next(10))
            {
                case < 5:
                    Ask(_random.Next(_machines.Length));
                    break;

                case < 9:
                    Deliver();
                    break;

                default:
                    if (_machines[_random.Next(_machines.Length)].Release() is { } released)
                    {
                        Store(released, LeaseAction.Renew);
                    }

                    break;
            }

            var sure = _machines.Where(machine => machine.IsHeldForSure).ToList();
            Assert.True(sure.Count <= 1, $"seed {_seed}, step {i}: two hold for sure");
            Assert.True(sure.Count == 0 || sure[0].Hold!.Term == _stored!.Spec!.LeaseTransitions, $"seed {_seed}, step {i}: a term that is not the lease's");
        }
    }

    private void Ask(int machine)
    {
        var step = _machines[machine].DecideFromMemory() ?? _machines[machine].Decide(_stored);
        if (step.Write is { } write)
        {
            _inFlight.Add((machine, write, step.Action, _clock.GetTimestamp()));
        }

        _machines[machine].GiveUpIfOverdue();
    }

    private void Deliver()
    {
        if (_inFlight.Count == 0)
        {
            return;
        }

        var index = _random.Next(_inFlight.Count);
        var (machine, write, action, sentAt) = _inFlight[index];
        _inFlight.RemoveAt(index);
        // A client gives up on a request after its deadline of 4 s: its late answer is not heard.
        var isHeard = _clock.GetElapsedTime(sentAt) < TimeSpan.FromSeconds(4) && _random.Next(4) > 0;
        if (_random.Next(6) > 0 && Store(write, action) is { } answer)
        {
            if (isHeard)
            {
                _machines[machine].Wrote(answer, sentAt);
            }
        }
        else if (isHeard)
        {
            _machines[machine].Decide(_stored);
        }
    }

    private Lease? Store(Lease write, LeaseAction action)
    {
        var fits = action == LeaseAction.Create
            ? _stored is null
            : _stored is not null && _stored.Metadata.ResourceVersion == write.Metadata.ResourceVersion;
        if (!fits)
        {
            return null;
        }

        var term = write.Spec!.LeaseTransitions!.Value;
        Assert.True(action is LeaseAction.Renew ? term == _highestTerm : term > _highestTerm, $"seed {_seed}: term {term} after {_highestTerm}");
        _highestTerm = term;
        _stored = write with { Metadata = write.Metadata with { ResourceVersion = $"{++_version}" } };
        return _stored;
    }
}
