using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

/// <summary>What the link asks its host to do.</summary>
internal abstract record LinkAction
{
    private LinkAction()
    {
    }

    /// <summary>Open a connection, and say how that went.</summary>
    internal sealed record Connect : LinkAction;

    /// <summary>Send a hello that tells everything announced and every interface.</summary>
    internal sealed record SendHello : LinkAction;

    /// <summary>Send a message.</summary>
    internal sealed record Send(AgentMessage Message) : LinkAction;

    /// <summary>Announce what the snapshot says and nothing else, then acknowledge its version.</summary>
    internal sealed record ApplySnapshot(Snapshot Snapshot) : LinkAction;

    /// <summary>Change what is announced, then acknowledge the version.</summary>
    internal sealed record ApplyDifference(Difference Difference) : LinkAction;

    /// <summary>The silo says how addresses are probed, defended and told.</summary>
    internal sealed record Configure(OwnershipSettings Settings) : LinkAction;

    /// <summary>The silo says who else belongs to the cluster.</summary>
    internal sealed record TakeMembers(MemberChange Change) : LinkAction;

    /// <summary>The silo asks whether another node's address answers.</summary>
    internal sealed record Probe(SelfProbe Asked) : LinkAction;

    /// <summary>The silo asks which node this is: send the token that the file has now.</summary>
    internal sealed record Prove : LinkAction;

    /// <summary>Drop the connection without waiting; nothing more is heard of it.</summary>
    internal sealed record Abandon : LinkAction;

    /// <summary>A session began: the first snapshot is here.</summary>
    internal sealed record TellEstablished(string SiloName) : LinkAction;

    /// <summary>The silo has missed its heartbeats; the session stands, and waits for it.</summary>
    internal sealed record TellSilent(string SiloName, TimeSpan Silence) : LinkAction;

    /// <summary>A silo that was silent is heard again, in the same session.</summary>
    internal sealed record TellHeard(string SiloName, TimeSpan Silence) : LinkAction;

    /// <summary>A session or an attempt failed; the next attempt follows after the delay.</summary>
    internal sealed record TellLost(string Reason, TimeSpan Delay) : LinkAction;

    /// <summary>The silo refused; the next attempt follows after the delay.</summary>
    internal sealed record TellRefused(Refusal Refusal, TimeSpan Delay) : LinkAction;

    /// <summary>The process may end.</summary>
    internal sealed record Finish : LinkAction;
}
