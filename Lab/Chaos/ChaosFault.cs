namespace MetalOrleans.Lab.Chaos;

/// <summary>What chaos does to the cluster.</summary>
public enum ChaosFault
{
    /// <summary>The agent is stopped (SIGSTOP) and goes on later.</summary>
    PauseAgent,

    /// <summary>The agent dies (SIGKILL) and is started later.</summary>
    KillAgent,

    /// <summary>The agent is asked to stop (SIGTERM) and is started later.</summary>
    StopAgent,

    /// <summary>The cable to the silo loses its carrier.</summary>
    CutControl,

    /// <summary>The cable to the clients loses its carrier.</summary>
    CutClients,

    /// <summary>Both cables lose their carriers.</summary>
    CutOff,

    /// <summary>Both cables lose every frame and keep their carriers.</summary>
    Silence,

    /// <summary>An operator drains the node, and takes that back later: nothing is broken, and nothing may be noticed.</summary>
    Drain,

    /// <summary>The silo is stopped (SIGSTOP) and goes on later.</summary>
    PauseSilo,

    /// <summary>The silo dies (SIGKILL) and is started later.</summary>
    KillSilo,

    /// <summary>The wall clock of every program of ours jumps, and jumps back later.</summary>
    StepClock,
}
