using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Tests.Grains.Runtime;

/// <summary>The rules of interleaving, over random arrivals and ends.</summary>
public sealed class TurnLedgerTests
{
    [Fact]
    public void Writers_run_alone_and_no_turn_is_lost_or_runs_twice() =>
        Prop.ForAll(Gen.Choose(0, 5).ArrayOf().ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    /// <summary>A step 0 to 2 is the arrival of a writer, a reader or an interleaving turn; 3 to 5 ends a running one.</summary>
    private static bool Holds(int[] steps)
    {
        var ledger = new TurnLedger();
        ledger.Open();
        var arrived = new List<TestTurn>();
        var ended = 0;
        foreach (var step in steps)
        {
            var running = arrived.FindAll(turn => turn.IsRunning);
            if (step <= 2)
            {
                arrived.Add(Arrive(ref ledger, step));
            }
            else if (running.Count > 0)
            {
                End(ref ledger, running[step % running.Count]);
                ended++;
            }

            if (!IsLawful(arrived))
            {
                return false;
            }
        }

        while (arrived.Find(turn => turn.IsRunning) is { } turn)
        {
            End(ref ledger, turn);
            ended++;
            if (!IsLawful(arrived))
            {
                return false;
            }
        }

        return ended == arrived.Count && arrived.TrueForAll(turn => turn.Starts == 1) && ledger.IsIdle;
    }

    private static TestTurn Arrive(ref TurnLedger ledger, int kind)
    {
        var turn = new TestTurn(kind switch
        {
            1 => TurnTraits.ReadOnly,
            2 => TurnTraits.Interleaves,
            _ => TurnTraits.None,
        });
        if (ledger.MayStart(turn, scheduler: null!))
        {
            ledger.Start(turn);
            turn.Starts++;
        }
        else
        {
            ledger.Wait(turn);
        }

        return turn;
    }

    private static void End(ref TurnLedger ledger, TestTurn turn)
    {
        ledger.Finish(turn);
        while (ledger.StartNext() is TestTurn next)
        {
            next.Starts++;
        }
    }

    private static bool IsLawful(List<TestTurn> turns)
    {
        var writers = turns.Count(turn => turn.IsRunning && turn.Traits == TurnTraits.None);
        var readers = turns.Count(turn => turn.IsRunning && turn.IsReadOnly);
        var waiting = turns.Exists(turn => turn.Starts == 0);
        return writers <= 1 && (writers == 0 || readers == 0) && (!waiting || writers + readers > 0);
    }
}
