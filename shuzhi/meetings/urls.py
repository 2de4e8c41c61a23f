from django.urls import path

from shuzhi.meetings.views import comments, hall, papers, planning, portrait

UP, DOWN = {"places": -1}, {"places": 1}

app_name = "meetings"
urlpatterns = [
    path("", planning.list_meetings, name="list-meetings"),
    path("new/", planning.plan_meeting, name="plan-meeting"),
    path("<int:pk>/", hall.show_meeting, name="show-meeting"),
    path("<int:pk>/board/", hall.show_board, name="show-board"),
    path("<int:pk>/papers/plan.<slug:form>", papers.make_plan, name="make-plan"),
    path("<int:pk>/change/", planning.edit_meeting, name="edit-meeting"),
    path("<int:pk>/cancel/", planning.cancel_meeting, name="cancel-meeting"),
    path("<int:pk>/agenda/", planning.arrange_agenda, name="arrange-agenda"),
    path("<int:pk>/agenda/lots/", planning.draw_lots, name="draw-lots"),
    path("<int:pk>/agenda/<int:item>/up/", planning.move_item, UP, name="move-item-up"),
    path("<int:pk>/agenda/<int:item>/down/", planning.move_item, DOWN, name="move-item-down"),
    path("<int:pk>/agenda/<int:item>/remove/", planning.remove_item, name="remove-item"),
    path("<int:pk>/start/", hall.start_meeting, name="start-meeting"),
    path("<int:pk>/end/", hall.end_meeting, name="end-meeting"),
    path("<int:pk>/items/<int:item>/step/", hall.move_on, name="advance-item"),
    path("<int:pk>/items/<int:item>/postpone/", hall.postpone_item, name="postpone-item"),
    path("<int:pk>/items/<int:item>/ask/", hall.ask_question, name="ask-question"),
    path("<int:pk>/questions/<int:question>/answer/", hall.answer_question, name="answer-question"),
    path("<int:pk>/comment/", comments.comment_meeting, name="comment-meeting"),
    path("<int:pk>/items/<int:item>/comment/", comments.comment_item, name="comment-item"),
    path("<int:pk>/items/<int:item>/turn/", comments.show_turn, name="show-turn"),
    path("<int:pk>/items/<int:item>/draft/", comments.save_comment_draft, name="save-comment-draft"),
    path("portraits/<int:cycle>/", portrait.list_portraits, name="list-portraits"),
    path("portrait/<int:reporter>/", portrait.show_portrait, name="show-portrait"),
    path("portrait/<int:reporter>/papers/comment.<slug:form>", papers.make_portrait, name="make-portrait"),
    path("portrait/<int:reporter>/panel/", portrait.show_portrait_panel, name="show-portrait-panel"),
    path("portrait/<int:reporter>/findings/<int:finding>/", portrait.match_finding, name="match-finding"),
    path("<int:pk>/projector/", hall.show_projector, name="show-projector"),
    path("<int:pk>/projector/board/", hall.projector_board, name="projector-board"),
]
