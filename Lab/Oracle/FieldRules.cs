using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>What stands in the frames: sender, target, and that each answer has its question.</summary>
internal static class FieldRules
{
    /// <summary>33-33-00-00-00-01, to which frames for ff02::1 go (RFC 2464 §7).</summary>
    private static readonly MacAddress AllNodesMac = MacAddress.Read([0x33, 0x33, 0, 0, 0, 1]);

    private static readonly IPAddress AllNodes = IPAddress.Parse("ff02::1");

    public static IEnumerable<Violation> Judge(CaptureView view)
    {
        foreach (var claim in view.Claims)
        {
            if (claim.Source != claim.Mac)
            {
                yield return new Violation(
                    claim.At, claim.Address, ViolationKind.WrongSender, $"{claim.Form} claims {claim.Mac} in a frame of {claim.Source}");
            }

            if (!IsWellAddressed(claim))
            {
                yield return new Violation(
                    claim.At, claim.Address, ViolationKind.WrongTarget,
                    $"{claim.Form} of {claim.Mac} went to {claim.Destination}, with target {claim.TargetMac} {claim.Target}");
            }
        }

        foreach (var claim in view.Claims.Where(claim => claim.HasWrongFlags))
        {
            yield return new Violation(
                claim.At, claim.Address, ViolationKind.WrongFlags, $"{claim.Form} of {claim.Mac} has not the flags and the source of one");
        }

        foreach (var violation in JudgeAnswers(view))
        {
            yield return violation;
        }
    }

    private static bool IsWellAddressed(OracleEvent.Claim claim) => claim.Form switch
    {
        // Unicast to the one who asked (L-071, L-082). To a probe from the unspecified address all nodes are told
        // (RFC 4861 §7.2.4).
        ClaimForm.Answer => claim.Destination == claim.TargetMac
            && (!claim.Destination.IsGroup || (claim.Target.Equals(AllNodes) && claim.Destination == AllNodesMac)),
        ClaimForm.GratuitousRequest => IsGratuitous(claim) && claim.TargetMac == MacAddress.Broadcast,
        // Deviation from L-072, see docs/protocols.md: Linux neighbours believe it only so.
        ClaimForm.GratuitousReply => IsGratuitous(claim) && claim.TargetMac == claim.Mac,
        ClaimForm.UnsolicitedAdvertisement => claim.Destination == AllNodesMac && claim.Target.Equals(AllNodes),
        _ => false,
    };

    private static bool IsGratuitous(OracleEvent.Claim claim) =>
        claim.Destination == MacAddress.Broadcast && claim.Target.Equals(claim.Address);

    /// <summary>Each answer of a node uses up one question of the one that it is addressed to.</summary>
    private static IEnumerable<Violation> JudgeAnswers(CaptureView view)
    {
        foreach (var station in view.Claims.Where(claim => claim.Form == ClaimForm.Answer).GroupBy(claim => claim.Mac))
        {
            var open = new LinkedList<OracleEvent.Question>(view.Questions);
            foreach (var answer in station)
            {
                while (open.First is { } first && first.Value.At < answer.At - view.Rules.AnswerDelay)
                {
                    open.RemoveFirst();
                }

                if (!TryTake(open, answer) && answer.At - view.Begin > view.Rules.AnswerDelay && !view.IsDisturbed(answer.Mac, answer.At))
                {
                    yield return new Violation(
                        answer.At, answer.Address, ViolationKind.AnsweredUnasked,
                        $"{answer.Mac} answered {answer.TargetMac} {answer.Target}, who had not asked or had its answer");
                }
            }
        }
    }

    private static bool TryTake(LinkedList<OracleEvent.Question> open, OracleEvent.Claim answer)
    {
        for (var node = open.First; node is not null && node.Value.At <= answer.At; node = node.Next)
        {
            if (IsAnswerTo(answer, node.Value))
            {
                open.Remove(node);
                return true;
            }
        }

        return false;
    }

    private static bool IsAnswerTo(OracleEvent.Claim answer, OracleEvent.Question question) =>
        question.Asker.Equals(answer.Target)
            ? question.AskerMac == answer.TargetMac
            : question.Asker.Equals(Unspecified(answer.Target)) && answer.Target.Equals(AllNodes);

    private static IPAddress Unspecified(IPAddress like) =>
        like.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
}
