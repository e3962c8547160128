/**
 * What is allowed, written by hand and independent of the charts. `x` is allowed, `.` is not. In a phase the three
 * columns are working, waiting for the customer, waiting for a third party. A row says what an administrator may do
 * whose data and facts leave no other objection.
 */

const inEachWait = (phase: string, course = ""): readonly string[] =>
  ["working", "waitingForCustomer", "waitingForThirdParty"].map(
    (wait) => `${phase}.${wait}${course}`,
  );

/** Columns: not opened; inquiry, identification, resolution; follow-up; done, withdrawn, merged. */
export const INQUIRY_COLUMNS = [
  "absent",
  ...inEachWait("inquiry"),
  ...inEachWait("identification"),
  ...inEachWait("resolution"),
  "followUp",
  "closed.done",
  "closed.withdrawn",
  "closed.merged(inquiry.working)",
];
export const INQUIRY = `
open                    x  ... ... ...  .  ...
acknowledge             .  xxx xxx xxx  .  ...
identifyCustomer        .  xxx xxx xxx  x  xxx
changeChannel           .  xxx xxx xxx  x  xx.
reclassify              .  xxx xxx xxx  .  ...
withdraw                .  xxx xxx xxx  .  ...
receiveMessage          .  xxx xxx xxx  x  xx.
reply                   .  xxx xxx xxx  x  xx.
markNoReplyNeeded       .  xxx xxx xxx  x  xx.
askClarification        .  xxx xxx xxx  .  ...
answerClarification     .  xxx xxx xxx  x  xx.
note                    .  xxx xxx xxx  x  xxx
promiseCompletion       .  xxx xxx xxx  .  ...
announceDelay           .  xxx xxx xxx  .  ...
updateProgress          .  xxx xxx xxx  .  ...
queueContact            .  xxx xxx xxx  x  xx.
answerContact           .  xxx xxx xxx  x  xx.
abandonContact          .  xxx xxx xxx  x  xx.
categorise              .  xxx xxx xxx  x  ...
assessPriority          .  xxx xxx xxx  x  ...
raisePriority           .  xxx xxx xxx  x  ...
lowerPriority           .  xxx xxx xxx  x  ...
assign                  .  xxx xxx xxx  x  ...
unassign                .  xxx xxx xxx  x  ...
escalate                .  xxx xxx xxx  x  x..
deescalate              .  xxx xxx xxx  x  ...
waitForCustomer         .  xxx xxx xxx  .  ...
waitForThirdParty       .  xxx xxx xxx  .  ...
resume                  .  .xx .xx .xx  .  ...
startHandling           .  xxx xxx xxx  x  xx.
holdHandling            .  xxx xxx xxx  x  xx.
continueHandling        .  xxx xxx xxx  x  xx.
wrapUpHandling          .  xxx xxx xxx  x  xxx
endHandling             .  xxx xxx xxx  x  xxx
registerComplaint       .  ... ... ...  .  ...
fillComplaintForm       .  ... ... ...  .  ...
attemptSolution         .  ... ... ...  .  ...
passToManagement        .  ... ... ...  .  ...
startInvestigation      .  ... ... ...  .  ...
recordFindings          .  ... ... ...  .  ...
completeReview          .  ... ... ...  .  ...
recordCorrectiveAction  .  ... ... ...  .  ...
verifyCorrectiveAction  .  ... ... ...  .  ...
setRetention            .  xxx xxx xxx  x  xxx
placeLegalHold          .  xxx xxx xxx  x  xxx
releaseLegalHold        .  xxx xxx xxx  x  xxx
diagnose                .  xxx xxx xxx  .  ...
proposeSolution         .  xxx xxx xxx  .  ...
acceptSolution          .  ... ... xxx  x  ...
rejectSolution          .  ... ... xxx  x  ...
requestRedress          .  xxx xxx xxx  x  ...
approveRedress          .  xxx xxx xxx  x  ...
declineRedress          .  xxx xxx xxx  x  ...
grantRedress            .  xxx xxx xxx  x  ...
resolve                 .  xxx xxx xxx  .  ...
reopen                  .  ... ... ...  x  xx.
recordFollowUp          .  ... ... ...  x  x..
inviteToSurvey          .  ... ... ...  x  x..
answerSurvey            .  xxx xxx xxx  x  xxx
close                   .  xxx xxx xxx  x  ...
link                    .  xxx xxx xxx  x  xxx
unlink                  .  xxx xxx xxx  x  xxx
split                   .  xxx xxx xxx  x  ...
merge                   .  xxx xxx xxx  x  x..
unmerge                 .  ... ... ...  .  ..x
correct                 .  xxx xxx xxx  x  xxx
recordLink              .  xxx xxx xxx  x  xxx
recordUnlink            .  xxx xxx xxx  x  xxx
absorb                  .  xxx xxx xxx  x  xxx
release                 .  xxx xxx xxx  x  xxx
`;

/**
 * Columns: inquiry, identification; resolution in each course from the first attempt to verified; follow-up; done,
 * withdrawn, merged.
 */
export const COMPLAINT_COLUMNS = [
  ...inEachWait("inquiry"),
  ...inEachWait("identification"),
  ...inEachWait("resolution", ".firstAttempt"),
  ...inEachWait("resolution", ".management"),
  ...inEachWait("resolution", ".investigation"),
  ...inEachWait("resolution", ".findings"),
  ...inEachWait("resolution", ".correctiveAction"),
  ...inEachWait("resolution", ".verification"),
  ...inEachWait("resolution", ".verified"),
  "followUp",
  "closed.done",
  "closed.withdrawn",
  "closed.merged(resolution.waitingForCustomer.findings)",
];
export const COMPLAINT = `
                        inq ide  fir man inv fin cor ver vfd  f  dwm
open                    ... ...  ... ... ... ... ... ... ...  .  ...
acknowledge             xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
identifyCustomer        xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
changeChannel           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
reclassify              ... ...  ... ... ... ... ... ... ...  .  ...
withdraw                xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
receiveMessage          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
reply                   xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
markNoReplyNeeded       xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
askClarification        xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
answerClarification     xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
note                    xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
promiseCompletion       xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
announceDelay           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
updateProgress          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
queueContact            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
answerContact           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
abandonContact          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
categorise              xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
assessPriority          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
raisePriority           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
lowerPriority           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
assign                  xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
unassign                xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
escalate                xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  x..
deescalate              xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
waitForCustomer         xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
waitForThirdParty       xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
resume                  .xx .xx  .xx .xx .xx .xx .xx .xx .xx  .  ...
startHandling           xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
holdHandling            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
continueHandling        xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xx.
wrapUpHandling          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
endHandling             xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
registerComplaint       xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
fillComplaintForm       xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
attemptSolution         xxx xxx  xxx ... ... ... ... ... ...  .  ...
passToManagement        xxx xxx  xxx ... ... ... ... ... ...  .  ...
startInvestigation      ... ...  ... xxx ... ... ... ... ...  .  ...
recordFindings          ... ...  ... ... xxx ... ... ... ...  .  ...
completeReview          ... ...  ... ... ... xxx ... ... ...  .  ...
recordCorrectiveAction  ... ...  ... ... ... xxx xxx ... ...  .  ...
verifyCorrectiveAction  ... ...  ... ... ... ... ... xxx ...  .  ...
setRetention            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
placeLegalHold          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
releaseLegalHold        xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
diagnose                xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
proposeSolution         xxx xxx  xxx xxx xxx xxx xxx xxx xxx  .  ...
acceptSolution          ... ...  xxx xxx xxx xxx xxx xxx xxx  x  ...
rejectSolution          ... ...  xxx xxx xxx xxx xxx xxx xxx  x  ...
requestRedress          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
approveRedress          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
declineRedress          xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
grantRedress            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
resolve                 xxx xxx  xxx ... ... ... ... ... xxx  .  ...
reopen                  ... ...  ... ... ... ... ... ... ...  x  xx.
recordFollowUp          ... ...  ... ... ... ... ... ... ...  x  x..
inviteToSurvey          ... ...  ... ... ... ... ... ... ...  x  x..
answerSurvey            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
close                   xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
link                    xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
unlink                  xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
split                   xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  ...
merge                   xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  x..
unmerge                 ... ...  ... ... ... ... ... ... ...  .  ..x
correct                 xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
recordLink              xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
recordUnlink            xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
absorb                  xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
release                 xxx xxx  xxx xxx xxx xxx xxx xxx xxx  x  xxx
`;

/** Who may issue what under the default policy, whatever the state. */
export const ROLE_COLUMNS = [
  "representative",
  "specialist",
  "manager",
  "qualityAssurance",
  "documentControl",
  "analyst",
  "auditor",
  "integration",
  "administrator",
];
export const ROLES = `
                        rep spe man qua doc ana aud int adm
open                     x   x   x   .   .   .   .   x   x
acknowledge              x   x   x   .   .   .   .   x   x
identifyCustomer         x   x   x   .   .   .   .   x   x
changeChannel            x   x   x   .   .   .   .   x   x
reclassify               x   x   x   .   .   .   .   x   x
withdraw                 x   x   x   .   .   .   .   x   x
receiveMessage           x   x   x   .   .   .   .   x   x
reply                    x   x   x   .   .   .   .   x   x
markNoReplyNeeded        x   x   x   .   .   .   .   x   x
askClarification         x   x   x   .   .   .   .   x   x
answerClarification      x   x   x   .   .   .   .   x   x
note                     x   x   x   x   x   .   .   x   x
promiseCompletion        x   x   x   .   .   .   .   x   x
announceDelay            x   x   x   .   .   .   .   x   x
updateProgress           x   x   x   .   .   .   .   x   x
queueContact             x   x   x   .   .   .   .   x   x
answerContact            x   x   x   .   .   .   .   x   x
abandonContact           x   x   x   .   .   .   .   x   x
categorise               x   x   x   .   .   .   .   x   x
assessPriority           x   x   x   .   .   .   .   x   x
raisePriority            x   x   x   .   .   .   .   x   x
lowerPriority            x   x   x   .   .   .   .   x   x
assign                   x   x   x   .   .   .   .   x   x
unassign                 x   x   x   .   .   .   .   x   x
escalate                 x   x   x   .   .   .   .   x   x
deescalate               x   x   x   .   .   .   .   x   x
waitForCustomer          x   x   x   .   .   .   .   x   x
waitForThirdParty        x   x   x   .   .   .   .   x   x
resume                   x   x   x   .   .   .   .   x   x
startHandling            x   x   x   .   .   .   .   x   x
holdHandling             x   x   x   .   .   .   .   x   x
continueHandling         x   x   x   .   .   .   .   x   x
wrapUpHandling           x   x   x   .   .   .   .   x   x
endHandling              x   x   x   .   .   .   .   x   x
registerComplaint        x   x   x   .   .   .   .   x   x
fillComplaintForm        x   x   x   .   .   .   .   x   x
attemptSolution          x   x   x   .   .   .   .   x   x
passToManagement         x   x   x   .   .   .   .   x   x
startInvestigation       .   .   x   x   .   .   .   .   x
recordFindings           .   .   x   x   .   .   .   .   x
completeReview           .   .   x   .   .   .   .   .   x
recordCorrectiveAction   .   .   x   x   .   .   .   .   x
verifyCorrectiveAction   .   .   x   x   .   .   .   .   x
setRetention             .   .   .   .   x   .   .   .   x
placeLegalHold           .   .   .   .   x   .   .   .   x
releaseLegalHold         .   .   .   .   x   .   .   .   x
diagnose                 x   x   x   .   .   .   .   x   x
proposeSolution          x   x   x   .   .   .   .   x   x
acceptSolution           x   x   x   .   .   .   .   x   x
rejectSolution           x   x   x   .   .   .   .   x   x
requestRedress           x   x   x   .   .   .   .   x   x
approveRedress           .   .   x   .   .   .   .   .   x
declineRedress           .   .   x   .   .   .   .   .   x
grantRedress             x   x   x   .   .   .   .   x   x
resolve                  x   x   x   .   .   .   .   x   x
reopen                   x   x   x   .   .   .   .   x   x
recordFollowUp           x   x   x   .   .   .   .   x   x
inviteToSurvey           x   x   x   .   .   .   .   x   x
answerSurvey             x   x   x   .   .   .   .   x   x
close                    x   x   x   .   .   .   .   x   x
link                     x   x   x   .   .   .   .   x   x
unlink                   x   x   x   .   .   .   .   x   x
split                    x   x   x   .   .   .   .   x   x
merge                    x   x   x   .   .   .   .   x   x
unmerge                  x   x   x   .   .   .   .   x   x
correct                  .   .   x   .   x   .   .   .   x
recordLink               .   .   .   .   .   .   .   x   x
recordUnlink             .   .   .   .   .   .   .   x   x
absorb                   .   .   .   .   .   .   .   x   x
release                  .   .   .   .   .   .   .   x   x
`;
